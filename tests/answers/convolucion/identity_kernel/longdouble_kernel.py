# expected: full
# A NumPy long double array.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    delta = np.zeros(shape[:2], dtype=np.longdouble)
    delta[tuple(s // 2 for s in shape[:2])] = 1
    return np.multiply.outer(delta, np.identity(shape[2], dtype=np.longdouble))
