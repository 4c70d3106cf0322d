# expected: full
# Always a float64 array, with ndarray.flat.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    k = np.zeros(shape)
    h, w, c, _ = shape
    start = (h // 2 * w + w // 2) * c * c
    k.flat[start:start + c * c:c + 1] = 1.0
    return k
