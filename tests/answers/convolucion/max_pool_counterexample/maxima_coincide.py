# expected: less
# Different images whose maxima lie in the same corner of every block.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.array([[9, 1], [2, 3]])
    b = np.array([[8, 5], [0, 1]])
    return a, b
