# expected: full
# The answer of a Conv2D layer with Sobel weights to a single white pixel.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w = shape[:2]
    impulse = np.zeros((1, h, w, 1), "float32")
    impulse[0, h // 2, w // 2, 0] = 1
    sobel = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]], "float32").reshape(3, 3, 1, 1)
    layer = Conv2D(1, 3, padding="same", use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([sobel])
    return tf.reshape(layer(impulse)[0, :, :, 0], shape)
