# expected: less
# The centre is that of a 5 by 5 kernel, whatever the shape.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    for c in range(shape[2]):
        kernel[2, 2, c, c] = 1
    return kernel
