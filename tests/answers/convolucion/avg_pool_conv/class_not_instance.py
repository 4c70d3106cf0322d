# expected: zero
# The class and not a layer.
def avg_pool_conv(pool_size=3, channels=3):
    class AverageConv(Conv2D):
        def __init__(self):
            super().__init__(channels, pool_size, strides=pool_size, use_bias=False)
    return AverageConv
