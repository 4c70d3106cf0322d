# expected: less
# Takes the pair from an iterator that has one pair only, then raises StopIteration.
pairs = iter([(np.array([[1, 0], [0, 0]]), np.array([[0, 1], [0, 0]]))])

def max_pool_counterexample():
    return next(pairs)
