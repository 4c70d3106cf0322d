# expected: zero
# The untouched stub.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    # TU CÓDIGO AQUÍ
    raise NotImplementedError()
