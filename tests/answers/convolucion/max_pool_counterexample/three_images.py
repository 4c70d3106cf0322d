# expected: zero
# The sum is returned as well.
def max_pool_counterexample():
    a = np.array([[1, 0], [0, 0]])
    b = np.array([[0, 0], [0, 1]])
    return a, b, a + b
