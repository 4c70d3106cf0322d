# expected: full
# Four by four in float32.
def max_pool_counterexample():
    a = np.zeros((4, 4), dtype="float32")
    b = np.zeros((4, 4), dtype="float32")
    a[::2, ::2] = 0.5
    b[1::2, 1::2] = 0.25
    return a, b
