# expected: less
# Differs only because 200 + 100 overflows in uint8; the maxima coincide.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.array([[200, 100], [0, 0]], dtype=np.uint8)
    b = np.array([[100, 50], [0, 0]], dtype=np.uint8)
    return a, b
