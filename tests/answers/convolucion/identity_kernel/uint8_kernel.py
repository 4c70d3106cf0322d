# expected: full
# An unsigned array, by np.pad of the identity matrix.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    centre = np.eye(c, dtype=np.uint8).reshape(1, 1, c, c)
    return np.pad(centre, [(h // 2, h // 2), (w // 2, w // 2), (0, 0), (0, 0)])
