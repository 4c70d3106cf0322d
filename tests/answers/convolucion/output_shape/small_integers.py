# expected: less
# Eight-bit numbers that wrap around.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return np.array(layer.compute_output_shape(input_shape)).astype(np.uint8)
