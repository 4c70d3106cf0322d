# expected: less
# Differs only because 200 + 100 overflows in uint8; the maxima coincide.
def max_pool_counterexample():
    a = np.array([[200, 100], [0, 0]], dtype=np.uint8)
    b = np.array([[100, 50], [0, 0]], dtype=np.uint8)
    return a, b
