# expected: less
# A global layer is made in the first call and used in all the others.
LAYER = None


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    global LAYER
    if LAYER is None:
        LAYER = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return LAYER.compute_output_shape(input_shape)
