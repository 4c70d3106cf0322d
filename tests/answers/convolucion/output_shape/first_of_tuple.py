# expected: partial
# Uses the first number of a tuple for both axes.
# diagnosis: first_side_only
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    k = kernel_size[0] if isinstance(kernel_size, tuple) else kernel_size
    s = strides[0] if isinstance(strides, tuple) else strides
    if padding.lower() == "same":
        k = 1
    return b, (h - k) // s + 1, (w - k) // s + 1, filters
