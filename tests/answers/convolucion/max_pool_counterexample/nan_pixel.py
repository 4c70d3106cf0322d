# expected: zero
# A pixel is NaN, which is never equal to anything.
def max_pool_counterexample():
    a = np.array([[np.nan, 0.0], [0.0, 0.0]])
    b = np.array([[0.0, 0.0], [0.0, 1.0]])
    return a, b
