# expected: zero
# Keras refuses strides and dilation together.
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=2, dilation_rate=2, use_bias=False)
