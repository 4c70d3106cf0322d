# expected: less
# The same image twice: the maximum of 2a is twice the maximum of a.
# diagnosis: equal_images
def max_pool_counterexample():
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    return a, a
