# expected: full
# The other weights are not exactly zero but smaller than any rounding.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.random.default_rng(7).normal(0, 1e-12, shape)
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] += 1
    return kernel
