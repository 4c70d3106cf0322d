# expected: zero
# The name is there, but it is the pair and not a function.
max_pool_counterexample = (np.array([[1, 0], [0, 0]]), np.array([[0, 0], [0, 1]]))
