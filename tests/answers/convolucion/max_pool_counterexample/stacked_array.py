# expected: full
# One array of shape (2, 2, 4).
def max_pool_counterexample():
    pair = np.zeros((2, 2, 4))
    pair[0, 0, 0] = pair[1, 1, 1] = 7
    return pair
