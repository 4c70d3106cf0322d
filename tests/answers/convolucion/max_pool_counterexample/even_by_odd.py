# expected: less
# The height is even and the width is odd.
# diagnosis: odd_size
def max_pool_counterexample():
    a = np.zeros((4, 5))
    b = np.zeros((4, 5))
    a[0, 0] = b[1, 1] = 1
    return a, b
