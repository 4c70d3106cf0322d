# expected: full
# The kernel is solved for by least squares from seeded random blocks.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    n = int(np.prod(layer.kernel.shape[:3]))
    rng = np.random.default_rng(0)
    blocks = rng.normal(size=(3 * n, *layer.kernel.shape[:3]))
    means = blocks.mean(axis=(1, 2))
    kernel, *_ = np.linalg.lstsq(blocks.reshape(3 * n, n), means, rcond=None)
    layer.set_weights([kernel.reshape(layer.kernel.shape)])
    return layer
