# expected: full
# An int8 array, by comparison of indices.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    i, j, a, b = np.ogrid[tuple(slice(n) for n in shape)]
    mask = (i == shape[0] // 2) & (j == shape[1] // 2) & (a == b)
    return mask.astype(np.int8)
