# expected: zero
# set_weights raises on a layer that has no weights yet.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), strides=(h, w), use_bias=False)
    layer.set_weights([np.tile(np.eye(channels) / (h * w), (h, w, 1, 1))])
    return layer
