# expected: zero
# Complex images.
def max_pool_counterexample():
    a = np.array([[1j, 0], [0, 0]])
    b = np.array([[0, 0], [0, 1 + 1j]])
    return a, b
