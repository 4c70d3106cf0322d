# expected: less
# The identity of the channels stands in the first place.
# diagnosis: corner
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    k = np.zeros(shape, dtype or "float32")
    k[0, 0] = np.eye(shape[2])
    return k
