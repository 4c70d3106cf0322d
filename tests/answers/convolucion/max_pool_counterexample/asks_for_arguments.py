# expected: zero
# Wants the size as an argument without a default value.
def max_pool_counterexample(n):
    a = np.zeros((n, n))
    b = np.zeros((n, n))
    a[0, 0] = b[1, 1] = 1
    return a, b
