# expected: less
# Prewitt of 3 by 3 as nested lists, for any shape.
# diagnosis: shape_ignored
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return [[[[1]]] * 3, [[[0]]] * 3, [[[-1]]] * 3]
