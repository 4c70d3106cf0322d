# expected: full
# Takes any further keyword and more defaults.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None, gain=1, partition_info=None, **kwargs):
    *sides, cin, cout = shape
    kernel = np.zeros(shape)
    kernel[(*[s // 2 for s in sides],)] = gain * np.eye(cin, cout)
    return tf.constant(kernel, dtype=dtype or "float32")
