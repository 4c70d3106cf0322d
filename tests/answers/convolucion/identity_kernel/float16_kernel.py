# expected: full
# Always a float16 array, whatever dtype is asked for.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    k = np.zeros(shape, np.float16)
    idx = np.arange(shape[-1])
    k[shape[0] // 2, shape[1] // 2, idx, idx] = 1
    return k
