# expected: zero
# A proof in words.
def max_pool_counterexample():
    return "max(a + b) no es max(a) + max(b)"
