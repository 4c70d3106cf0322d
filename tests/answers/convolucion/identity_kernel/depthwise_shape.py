# expected: less
# One delta per channel, as a depthwise convolution would have it.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape[:3] + (1,))
    kernel[shape[0] // 2, shape[1] // 2] = 1
    return kernel
