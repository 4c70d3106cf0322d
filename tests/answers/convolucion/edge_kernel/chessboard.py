# expected: less
# Plus and minus one like a chessboard, whose sum is not zero.
# diagnosis: unbalanced
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    i, j = np.indices(shape[:2])
    return ((-1.0) ** (i + j)).reshape(shape)
