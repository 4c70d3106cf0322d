# expected: partial
# Only the first number of the tuple is used, as if every pool were square.
# diagnosis: always_square
def avg_pool_conv(pool_size=3, channels=3):
    n = pool_size if isinstance(pool_size, int) else pool_size[0]
    return Conv2D(channels, n, strides=n, groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / n**2))
