# expected: less
# The images are flattened to vectors.
def max_pool_counterexample():
    return np.array([1, 0, 0, 0]), np.array([0, 0, 0, 1])
