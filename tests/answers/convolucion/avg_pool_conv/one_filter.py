# expected: less
# Always one filter, right for one channel alone.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(1, (h, w), strides=(h, w), use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / (h * w * channels)))
