# expected: partial
# Every filter is the mean of all the colours together, right for one channel alone.
# diagnosis: colours_averaged
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    layer.set_weights([np.ones((h, w, channels, channels)) / (h * w * channels)])
    return layer
