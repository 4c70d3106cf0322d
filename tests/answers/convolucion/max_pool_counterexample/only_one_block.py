# expected: full
# Of many blocks only one tells max pooling from a linear operation.
def max_pool_counterexample():
    a = np.ones((20, 30))
    b = np.ones((20, 30))
    a[11, 17] = 3
    b[10, 16] = 3
    return a, b
