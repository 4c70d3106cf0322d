# expected: full
# A lambda with two chessboards.
max_pool_counterexample = lambda: (np.indices((6, 6)).sum(0) % 2, 1 - np.indices((6, 6)).sum(0) % 2)
