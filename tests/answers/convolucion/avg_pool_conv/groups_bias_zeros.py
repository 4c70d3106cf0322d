# expected: full
# One group for each channel, with a bias that is set to zeros.
def avg_pool_conv(pool_size=3, channels=3):
    size = np.broadcast_to(pool_size, 2)
    h, w = int(size[0]), int(size[1])
    layer = Conv2D(channels, (h, w), strides=[h, w], groups=channels, bias_initializer="zeros")
    layer.build((1, 4 * h, 4 * w, channels))
    layer.set_weights([np.full((h, w, 1, channels), 1 / (h * w)), np.zeros(channels)])
    return layer
