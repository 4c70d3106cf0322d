# expected: less
# One row only: too small for a pool of 2 by 2.
# diagnosis: odd_size
def max_pool_counterexample():
    return np.array([[1, 0, 0, 0]]), np.array([[0, 1, 0, 0]])
