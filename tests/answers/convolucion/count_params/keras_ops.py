# expected: full
# Does its sums with keras.ops and returns the scalar tensor.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    if not isinstance(kernel_size, (tuple, list)):
        kernel_size = [kernel_size] * 2
    n = keras.ops.prod(keras.ops.convert_to_tensor(list(kernel_size) + [in_channels, filters]))
    return keras.ops.add(n, filters * use_bias)
