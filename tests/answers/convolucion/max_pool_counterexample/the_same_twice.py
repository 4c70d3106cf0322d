# expected: less
# One image, stacked with itself.
# diagnosis: equal_images
def max_pool_counterexample():
    x = np.arange(16.0).reshape(4, 4)
    return np.stack([x, x])
