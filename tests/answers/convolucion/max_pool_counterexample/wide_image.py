# expected: full
# Two rows and forty columns.
def max_pool_counterexample():
    x = np.linspace(0, 6 * np.pi, 80).reshape(2, 40)
    return np.sin(x), np.cos(x)
