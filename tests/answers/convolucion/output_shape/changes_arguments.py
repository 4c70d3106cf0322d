# expected: full
# Changes its own copies of the arguments in place and returns one of them.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    input_shape = list(input_shape)
    padding = padding.lower()
    input_shape[3] = filters
    if not isinstance(kernel_size, tuple):
        kernel_size = (kernel_size, kernel_size)
    if not isinstance(strides, tuple):
        strides = (strides, strides)
    for i in range(2):
        if padding == "valid":
            input_shape[i + 1] -= kernel_size[i] - 1
        input_shape[i + 1] += strides[i] - 1
        input_shape[i + 1] //= strides[i]
    return input_shape
