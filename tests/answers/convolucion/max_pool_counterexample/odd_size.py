# expected: less
# Three by three, where max pooling drops a row and a column.
# diagnosis: odd_size
def max_pool_counterexample():
    a = np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]])
    b = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    return a, b
