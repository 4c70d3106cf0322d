# expected: less
# Every filter adds up the means of all the colours.
# diagnosis: colours_mixed
def avg_pool_conv(pool_size=3, channels=3):
    def init(shape, dtype=None):
        return np.ones(shape) / (shape[0] * shape[1])
    return Conv2D(channels, pool_size, strides=pool_size, use_bias=False, kernel_initializer=init)
