# expected: zero
# Infinity in one image and minus infinity in the other.
def max_pool_counterexample():
    a = np.array([[np.inf, 0.0], [0.0, 0.0]])
    b = np.array([[-np.inf, 0.0], [0.0, 0.0]])
    return a, b
