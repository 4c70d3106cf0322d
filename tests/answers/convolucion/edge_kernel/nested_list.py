# expected: full
# A list of lists of lists of lists of int.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w = shape[0], shape[1]
    return [[[[i - h // 2]] for j in range(w)] for i in range(h)]
