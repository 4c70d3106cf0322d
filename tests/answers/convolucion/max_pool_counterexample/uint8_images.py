# expected: full
# Eight-bit grey images with 255 in different places.
def max_pool_counterexample():
    a = np.zeros((10, 10), dtype=np.uint8)
    b = np.zeros((10, 10), dtype=np.uint8)
    a[4, 4] = 255
    b[5, 5] = 255
    return a, b
