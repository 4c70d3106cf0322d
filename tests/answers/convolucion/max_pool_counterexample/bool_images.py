# expected: zero
# Masks of True and False.
def max_pool_counterexample():
    a = np.array([[True, False], [False, False]])
    b = np.array([[False, False], [False, True]])
    return a, b
