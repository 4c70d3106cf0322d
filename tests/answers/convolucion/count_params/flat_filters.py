# expected: less
# Builds one plane for each filter and counts its places.
# diagnosis: channels_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    if type(kernel_size) is int:
        kernel_size = (kernel_size,) * 2
    kernel = np.zeros((*kernel_size, filters))
    bias = np.zeros(filters if use_bias else 0)
    return kernel.size + bias.size
