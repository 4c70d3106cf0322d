# expected: partial
# A one for every pair of channels, zeros around it.
# diagnosis: colours_mixed
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return tf.constant(np.pad(np.ones((1, 1, *shape[2:])), [(shape[0] // 2,) * 2, (shape[1] // 2,) * 2, (0, 0), (0, 0)]))
