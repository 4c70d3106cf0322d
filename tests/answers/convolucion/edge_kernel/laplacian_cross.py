# expected: full
# The Laplacian of four neighbours, around the centre.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    k = np.zeros(shape[:2], dtype=int)
    a, b = shape[0] // 2, shape[1] // 2
    k[a, b] = -4
    for da, db in [(-1, 0), (1, 0), (0, -1), (0, 1)]:
        k[a + da, b + db] = 1
    return k.reshape(shape)
