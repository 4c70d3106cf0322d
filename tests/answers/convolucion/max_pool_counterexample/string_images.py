# expected: zero
# The pixels are written as text.
def max_pool_counterexample():
    return [["1", "0"], ["0", "0"]], [["0", "0"], ["0", "1"]]
