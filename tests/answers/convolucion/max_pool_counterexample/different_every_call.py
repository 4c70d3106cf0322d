# expected: full
# Another shape and another pair at each call, all of them right.
calls = 0

def max_pool_counterexample():
    global calls
    calls += 1
    n = 2 * (1 + calls % 5)
    a = np.zeros((n, n + 2))
    b = np.zeros((n, n + 2))
    a[0, 0], b[0, 1] = calls, 2 * calls
    return a, b
