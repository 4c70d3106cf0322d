# expected: less
# The second image is a single row that NumPy would spread over the first one.
# diagnosis: different_sizes
def max_pool_counterexample():
    return np.array([[0, 1], [0, 0]]), np.array([[1, 0]])
