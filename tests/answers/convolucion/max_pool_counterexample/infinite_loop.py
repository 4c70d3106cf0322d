# expected: zero
# Never ends.
def max_pool_counterexample():
    while True:
        pass
