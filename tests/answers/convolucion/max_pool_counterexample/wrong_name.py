# expected: zero
# The function has another name.
def maxpool_counterexample():
    return np.array([[1, 0], [0, 0]]), np.array([[0, 0], [0, 1]])
