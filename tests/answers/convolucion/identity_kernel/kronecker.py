# expected: full
# Reshapes a Kronecker product.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, d = shape
    delta = np.zeros(h * w)
    delta[delta.size // 2] = 1
    return np.kron(delta[:, None], np.eye(c)).reshape(h, w, c, d).astype(dtype or float)
