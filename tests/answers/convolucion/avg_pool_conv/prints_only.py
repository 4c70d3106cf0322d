# expected: zero
# Prints the layer and returns None.
def avg_pool_conv(pool_size=3, channels=3):
    print(Conv2D(channels, pool_size, strides=pool_size, use_bias=False))
