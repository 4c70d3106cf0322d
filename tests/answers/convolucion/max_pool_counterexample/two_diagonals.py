# expected: less
# The two diagonals of a square, which never meet in a block.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    x = np.eye(8)
    return x, x[::-1]
