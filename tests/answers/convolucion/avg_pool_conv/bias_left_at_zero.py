# expected: full
# Unbuilt with the default use_bias=True, whose initial value is zero.
def avg_pool_conv(pool_size=3, channels=3):
    def init(shape, dtype=None):
        return np.broadcast_to(np.eye(shape[2]), shape) / (shape[0] * shape[1])
    return Conv2D(channels, pool_size, strides=pool_size, kernel_initializer=init)
