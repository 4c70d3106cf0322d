# expected: zero
# The pooling layer itself.
def avg_pool_conv(pool_size=3, channels=3):
    return AvgPool2D(pool_size)
