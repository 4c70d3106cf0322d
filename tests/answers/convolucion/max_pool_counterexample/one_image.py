# expected: zero
# Only one image comes back.
# diagnosis: one_image
def max_pool_counterexample():
    a = np.array([[1, 0], [0, 0]])
    b = np.array([[0, 0], [0, 1]])
    return a + b
