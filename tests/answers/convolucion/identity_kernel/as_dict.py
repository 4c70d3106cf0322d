# expected: zero
# Returns the non-zero weights by their indices.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return {(shape[0] // 2, shape[1] // 2, c, c): 1.0 for c in range(shape[2])}
