# expected: full
# Tuples of tuples of float.
def max_pool_counterexample():
    return ((1.0, 2.0), (3.0, 4.0)), ((4.0, 3.0), (2.0, 1.0))
