# expected: full
# Counts the patches that TensorFlow cuts out.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    rows = tf.image.extract_patches(tf.zeros((1, input_shape[1], 1, 1)), [1, kh, 1, 1],
                                    [1, sh, 1, 1], [1, 1, 1, 1], padding.upper())
    cols = tf.image.extract_patches(tf.zeros((1, 1, input_shape[2], 1)), [1, 1, kw, 1],
                                    [1, 1, sw, 1], [1, 1, 1, 1], padding.upper())
    return [input_shape[0], rows.shape[1], cols.shape[2], filters]
