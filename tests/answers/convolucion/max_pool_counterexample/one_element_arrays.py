# expected: less
# Two arrays of one element.
# diagnosis: odd_size
def max_pool_counterexample():
    return np.array([[1.0]]), np.array([[-1.0]])
