# expected: less
# The images differ below their maxima only.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.array([[0.0, -1.0], [-2.0, -3.0]])
    b = np.array([[0.0, -3.0], [-1.0, -2.0]])
    return a, b
