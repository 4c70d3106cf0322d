# expected: full
# The widest float of NumPy.
def max_pool_counterexample():
    a = np.array([[1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.longdouble) / 3
    return a, np.roll(a, 1, axis=1)
