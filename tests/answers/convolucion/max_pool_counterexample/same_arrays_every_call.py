# expected: full
# The same two global arrays each time.
A = np.array([[0.0, 1.0], [2.0, 3.0]])
B = A[::-1, ::-1]

def max_pool_counterexample():
    return A, B
