# expected: full
# One nested list, three levels deep, with NumPy scalars inside.
def max_pool_counterexample():
    one, zero = np.float32(1), np.int64(0)
    return [[[one, zero], [zero, zero]], [[zero, one], [zero, zero]]]
