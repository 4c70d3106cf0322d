# expected: zero
# The rows have different lengths.
def max_pool_counterexample():
    return [[1, 0], [0]], [[0, 0], [1]]
