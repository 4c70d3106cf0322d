# expected: full
# A tuple of an int, a NumPy scalar, a tensor scalar and a 0-d array.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * 2
    sh, sw = strides if isinstance(strides, tuple) else (strides,) * 2
    same = padding.lower() == "same"
    h = np.int16((input_shape[1] - (1 if same else kh)) // sh + 1)
    w = tf.constant((input_shape[2] - (1 if same else kw)) // sw + 1)
    return input_shape[0], h, w, np.array(float(filters))
