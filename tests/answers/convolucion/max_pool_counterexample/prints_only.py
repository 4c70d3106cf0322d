# expected: zero
# Prints the images and returns None.
def max_pool_counterexample():
    a = np.array([[1, 0], [0, 0]])
    b = np.array([[0, 0], [0, 1]])
    print(a, b)
