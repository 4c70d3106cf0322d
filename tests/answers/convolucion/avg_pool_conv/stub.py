# expected: zero
# The untouched stub.
def avg_pool_conv(pool_size=3, channels=3):
    raise NotImplementedError()
