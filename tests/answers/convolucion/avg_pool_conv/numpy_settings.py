# expected: full
# Filters, sides and strides are NumPy's numbers, as `np.broadcast_to` gives them.


def avg_pool_conv(pool_size=3, channels=3):
    sides = np.broadcast_to(pool_size, 2)

    def mean(shape, dtype=None):
        kernel = np.zeros(shape, dtype)
        kernel[:, :, range(channels), range(channels)] = 1 / sides.prod()
        return kernel

    return Conv2D(np.int64(channels), tuple(sides), strides=tuple(sides), use_bias=np.bool_(False), kernel_initializer=mean)
