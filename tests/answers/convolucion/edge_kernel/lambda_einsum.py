# expected: full
# A lambda with einsum, in Fortran order.
edge_kernel = lambda shape=(3, 3, 1, 1), dtype=None: np.asfortranarray(
    np.einsum("i,j->ij", np.linspace(1, -1, shape[0]), np.hanning(shape[1] + 2)[1:-1])
).reshape(shape)
