# expected: less
# The centre of every pair of channels shares a one, which gives a grey picture.
# diagnosis: colours_averaged
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2, shape[1] // 2, :, :] = 1 / shape[2]
    return kernel
