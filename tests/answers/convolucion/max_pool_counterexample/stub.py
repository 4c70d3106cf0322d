# expected: zero
# The untouched stub.
def max_pool_counterexample():
    raise NotImplementedError()
