# expected: less
# Two black images.
# diagnosis: zero_image
def max_pool_counterexample():
    return np.zeros((2, 2)), np.zeros((2, 2))
