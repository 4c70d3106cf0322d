# expected: less
# The colours come out in reverse order.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    layer.set_weights([np.tile(np.eye(channels)[::-1] / (h * w), (h, w, 1, 1))])
    return layer
