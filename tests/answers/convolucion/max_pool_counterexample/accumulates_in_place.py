# expected: less
# Each call adds one image to the other in place, until their maxima coincide.
a = np.array([[2.0, 0.0], [0.0, 0.0]])
b = np.array([[0.0, 1.0], [0.0, 0.0]])

def max_pool_counterexample():
    global b
    result = a.copy(), b.copy()
    b += 1000 * a
    return result
