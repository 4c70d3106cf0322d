# expected: partial
# Built for three channels whatever is asked for.
# diagnosis: always_three_channels
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(3, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, 3))
    h, w = layer.kernel_size
    layer.set_weights([np.tile(np.eye(3) / (h * w), (h, w, 1, 1))])
    return layer
