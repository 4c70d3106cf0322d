# expected: zero
# The name of the layer as text.
def avg_pool_conv(pool_size=3, channels=3):
    return f"Conv2D({channels}, {pool_size}, strides={pool_size})"
