# expected: full
# A function of that name that returns a Lambda layer.
def EdgeStrength():
    sobel = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]], dtype=np.float32)
    kernels = np.stack([sobel, sobel.T], axis=2).reshape(3, 3, 1, 2)
    return keras.layers.Lambda(
        lambda x: tf.sqrt(tf.reduce_sum(tf.nn.conv2d(x, kernels, 1, "SAME") ** 2, -1, keepdims=True)),
        output_shape=lambda shape: shape)
