# expected: less
# Images of shape (1, height, width, 1), as Keras takes them.
def max_pool_counterexample():
    a = np.zeros((1, 2, 2, 1), "float32")
    b = np.zeros((1, 2, 2, 1), "float32")
    a[0, 0, 0, 0] = 1
    b[0, 1, 1, 0] = 1
    return a, b
