# expected: full
# Returns a float32 tensor of whole numbers.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    size = tf.cast(input_shape[1:3], tf.float32)
    kernel = tf.cast(kernel_size, tf.float32) * tf.ones(2)
    if padding.lower() == "same":
        kernel = tf.ones(2)
    out = tf.floor((size - kernel) / tf.cast(strides, tf.float32)) + 1
    return tf.concat([[float(input_shape[0])], out, [float(filters)]], 0)
