# expected: full
# An int32 array, by an outer product in einsum.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    rows = (np.arange(h) == h // 2).astype("int32")
    cols = (np.arange(w) == w // 2).astype("int32")
    return np.einsum("i,j,kl->ijkl", rows, cols, np.eye(c, dtype="int32"))
