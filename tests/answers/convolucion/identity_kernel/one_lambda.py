# expected: full
# One lambda that compares four-dimensional indices.
identity_kernel = lambda shape=(5, 5, 3, 3), dtype=None: np.fromfunction(
    lambda i, j, a, b: 1.0 * (i == shape[0] // 2) * (j == shape[1] // 2) * (a == b), shape, dtype=int)
