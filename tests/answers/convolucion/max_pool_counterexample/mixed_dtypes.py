# expected: full
# An int8 array and a float16 array.
def max_pool_counterexample():
    a = np.array([[-100, 100], [0, 0]], dtype=np.int8)
    b = np.array([[100, -100], [0, 0]], dtype=np.float16)
    return a, b
