# expected: partial
# Takes no dtype, so that a call with one raises.
def edge_kernel(shape=(3, 3, 1, 1)):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = 1, -1
    return kernel
