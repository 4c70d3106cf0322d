# expected: zero
# The right kernel as an array, without a layer.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return np.tile(np.eye(channels) / (h * w), (h, w, 1, 1))
