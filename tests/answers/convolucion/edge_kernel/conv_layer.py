# expected: zero
# A Conv2D layer with the right kernel comes back instead of the kernel.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = 1, -1
    layer = Conv2D(1, tuple(shape[:2]), use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel])
    return layer
