# expected: full
# Stripes of one pixel and their mirror image.
def max_pool_counterexample():
    stripes = np.zeros((32, 32), dtype="float32")
    stripes[:, ::2] = 1
    return stripes, stripes[:, ::-1]
