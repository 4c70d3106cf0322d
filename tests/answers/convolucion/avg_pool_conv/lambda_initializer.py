# expected: full
# The initializer is a lambda that returns a NumPy array and ignores the dtype.
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(
        channels, pool_size, strides=pool_size, use_bias=False,
        kernel_initializer=lambda shape, dtype=None: np.ones(shape[:2] + (1, 1)) * np.eye(channels) / np.prod(shape[:2]),
    )
