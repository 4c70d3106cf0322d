# expected: zero
# Takes the identity for a kernel of ones.
# diagnosis: all_ones
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return keras.ops.ones(shape)
