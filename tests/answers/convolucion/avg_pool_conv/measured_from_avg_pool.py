# expected: full
# The kernel is what AvgPool2D answers to one white pixel at each place and colour.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    basis = np.eye(h * w * channels, dtype="float32").reshape(-1, h, w, channels)
    answer = np.array(AvgPool2D((h, w))(basis))
    kernel = answer.reshape(h, w, channels, channels)
    layer = Conv2D(channels, (h, w), strides=(h, w), use_bias=False)
    layer.build(basis.shape)
    layer.set_weights([kernel])
    return layer
