# expected: full
# Two nested lists of int.
def max_pool_counterexample():
    return [[0, 5], [0, 0]], [[0, 0], [5, 0]]
