# expected: zero
# Never ends.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    position = 0
    while position < input_shape[1]:
        position += strides * 0 if isinstance(strides, int) else 0
    return position
