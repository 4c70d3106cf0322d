# expected: full
# Called on a tensor first, then its kernel and bias are assigned.
def avg_pool_conv(pool_size=3, channels=3):
    if isinstance(pool_size, int):
        pool_size = (pool_size, pool_size)
    layer = Conv2D(channels, pool_size, pool_size)
    layer(tf.zeros((1, 2 * pool_size[0], 2 * pool_size[1], channels)))
    kernel = np.zeros(layer.kernel.shape, "float32")
    for c in range(channels):
        kernel[..., c, c] = 1 / np.prod(pool_size)
    layer.kernel.assign(kernel)
    layer.bias.assign(np.zeros(channels))
    return layer
