# expected: zero
# Two kernels come back, one for each direction.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    horizontal = np.zeros(shape)
    horizontal[0], horizontal[-1] = 1, -1
    vertical = np.zeros(shape)
    vertical[:, 0], vertical[:, -1] = 1, -1
    return horizontal, vertical
