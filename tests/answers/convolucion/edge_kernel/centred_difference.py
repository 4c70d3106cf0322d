# expected: full
# Only two weights: the pixel below the centre minus the pixel above.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w, _, _ = shape
    k = np.zeros(shape)
    k[h // 2 + 1, w // 2] = 0.5
    k[h // 2 - 1, w // 2] = -0.5
    return k
