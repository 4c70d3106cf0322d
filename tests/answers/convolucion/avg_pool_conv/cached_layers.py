# expected: full
# The same layer comes back for the same arguments, by functools.lru_cache.
from functools import lru_cache

@lru_cache(maxsize=None)
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / (h * w)))
    layer.build((None, None, None, channels))
    return layer
