# expected: less
# A counterexample only if the blocks of 2 by 2 overlapped.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.zeros((4, 4))
    b = np.zeros((4, 4))
    a[1, 1] = 1
    b[2, 2] = 1
    return a, b
