# expected: full
# A layer of dtype float64.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False, dtype="float64")
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    kernel = np.zeros((h, w, channels, channels))
    kernel[:, :] = np.identity(channels) / (h * w)
    layer.set_weights([kernel])
    return layer
