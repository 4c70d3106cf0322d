# expected: zero
# Returns the weights of a layer, kernel and bias, instead of the kernel.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return [kernel, np.zeros(shape[3])]
