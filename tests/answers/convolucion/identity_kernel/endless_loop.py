# expected: zero
# Never ends.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape)
    while kernel.sum() != shape[2] + 0.5:
        kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel
