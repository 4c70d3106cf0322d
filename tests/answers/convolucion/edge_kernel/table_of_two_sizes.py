# expected: partial
# A table with 3 by 3 and 5 by 5; other sizes raise KeyError.
TABLE = {
    (3, 3): [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    (5, 5): [[2] * 5, [1] * 5, [0] * 5, [-1] * 5, [-2] * 5],
}

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.array(TABLE[tuple(shape[:2])], dtype=dtype)[:, :, None, None]
