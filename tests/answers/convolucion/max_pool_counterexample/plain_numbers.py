# expected: zero
# Two numbers instead of two images.
def max_pool_counterexample():
    return 3, -3
