# expected: full
# All the values are negative.
def max_pool_counterexample():
    a = -np.array([[1.0, 9.0], [9.0, 9.0]])
    b = -np.array([[9.0, 9.0], [9.0, 1.0]])
    return a, b
