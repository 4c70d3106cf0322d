# expected: full
# Cuts the delta out of a row of a big identity matrix.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    n = h * w
    # la fila central de la identidad de n*n es la delta del centro
    return np.eye(1, n, n // 2).reshape(h, w, 1, 1) * np.eye(c)[None, None]
