# expected: less
# A one in the centre for every pair of channels; right for one channel only.
# diagnosis: colours_mixed
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2, shape[1] // 2, :, :] = 1
    return kernel
