# expected: less
# Returns a 1 by 1 kernel, which is not of the shape asked for.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.eye(shape[2], dtype=dtype or "float32")[None, None]
