# expected: less
# Ignores its arguments and gives the kernel of the visible example as a list.
# diagnosis: shape_ignored
def edge_kernel(*args, **kwargs):
    return [[[[1]], [[1]], [[1]]], [[[0]], [[0]], [[0]]], [[[-1]], [[-1]], [[-1]]]]
