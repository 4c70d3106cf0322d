# expected: less
# The centre is 255, as if the picture had to be brought back to bytes.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype="uint8")
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = 255
    return kernel
