# expected: less
# The layer is built for a grey picture.
# diagnosis: channels_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((1, 20, 20, 1))
    return sum(int(np.prod(w.shape)) for w in layer.weights)
