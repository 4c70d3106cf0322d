# expected: less
# One of the images is zero.
# diagnosis: zero_image
def max_pool_counterexample():
    b = np.arange(16.0).reshape(4, 4)
    return np.zeros((4, 4)), b
