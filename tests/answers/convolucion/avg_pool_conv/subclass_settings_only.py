# expected: full
# A subclass whose constructor fills in the settings of Conv2D and nothing else.
class AverageConv(Conv2D):
    def __init__(self, pool_size, channels, **kwargs):
        h, w = (pool_size,) * 2 if np.isscalar(pool_size) else pool_size
        super().__init__(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                         kernel_initializer=keras.initializers.Constant(1 / (h * w)), **kwargs)

def avg_pool_conv(pool_size=3, channels=3):
    return AverageConv(pool_size, channels, name="average")
