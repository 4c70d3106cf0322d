# expected: full
# Values of 1e-12.
def max_pool_counterexample():
    a = np.array([[1e-12, 0.0], [0.0, 0.0]])
    return a, a.T[::-1]
