# expected: zero
# The cell holds nothing but the kernels.
kx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
ky = kx.T
