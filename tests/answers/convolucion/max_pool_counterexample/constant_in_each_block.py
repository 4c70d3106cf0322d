# expected: less
# One image is constant in each block of 2 by 2; their overall maxima differ.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.kron(np.array([[5.0, 0.0], [1.0, 2.0]]), np.ones((2, 2)))
    b = np.arange(16.0).reshape(4, 4)
    return a, b
