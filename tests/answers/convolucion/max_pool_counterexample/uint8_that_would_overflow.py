# expected: full
# Added in uint8 both sides would be 144; in float32 they are 300 and 400.
def max_pool_counterexample():
    a = np.array([[200, 100], [100, 0]], dtype=np.uint8)
    b = np.array([[100, 200], [44, 0]], dtype=np.uint8)
    return a, b
