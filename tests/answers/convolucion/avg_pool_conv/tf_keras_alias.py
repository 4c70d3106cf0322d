# expected: full
# The layer is tf.keras.layers.Convolution2D, another name of the same class.
def avg_pool_conv(pool_size=3, channels=3):
    layer = tf.keras.layers.Convolution2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    layer.set_weights([np.einsum("ij,cd->ijcd", np.full((h, w), 1 / (h * w)), np.eye(channels))])
    return layer
