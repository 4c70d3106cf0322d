# expected: zero
# Assigns into a tensor, which raises every time.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = tf.zeros(shape, dtype=dtype or "float32")
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = 1
    return kernel
