# expected: full
# A read-only view with strides of zero, made by np.broadcast_to.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    column = np.sign(np.arange(shape[0]) - shape[0] // 2).reshape(-1, 1, 1, 1)
    return np.broadcast_to(column, shape)
