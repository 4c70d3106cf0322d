# expected: zero
# Each column holds its distance to the middle, times minus seven.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    ramp = np.arange(shape[1]) - shape[1] // 2
    return (np.ones((shape[0], 1)) * ramp * -7).reshape(shape)
