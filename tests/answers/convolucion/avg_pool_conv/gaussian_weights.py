# expected: less
# A mean with weights that are larger in the centre of the block.
def avg_pool_conv(pool_size=3, channels=3):
    def init(shape, dtype=None):
        y = np.linspace(-1, 1, shape[0])[:, None, None, None]
        x = np.linspace(-1, 1, shape[1])[None, :, None, None]
        g = np.exp(-x**2 - y**2) * np.ones(shape)
        return g / g.sum(axis=(0, 1))
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False, kernel_initializer=init)
