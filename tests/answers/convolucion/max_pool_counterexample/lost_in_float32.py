# expected: less
# The difference is there in float64 and vanishes in float32.
# diagnosis: too_faint
def max_pool_counterexample():
    a = np.full((2, 2), 1e9)
    b = np.full((2, 2), 1e9)
    a[0, 0] += 1
    b[0, 1] += 1
    return a, b
