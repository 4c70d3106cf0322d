# expected: less
# The bright pixels lie in different blocks, so nothing is lost.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.zeros((6, 6))
    b = np.zeros((6, 6))
    a[0, 0] = 10
    b[5, 5] = 10
    return a, b
