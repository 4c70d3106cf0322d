# expected: less
# A box kernel for each channel in a layer that pads.
# diagnosis: padding_same
def caja(shape, dtype=None):
    k = np.zeros(shape)
    for c in range(shape[-1]):
        k[..., c, c] = 1 / (shape[0] * shape[1])
    return k


def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, pool_size, "same", kernel_initializer=caja, use_bias=False)
