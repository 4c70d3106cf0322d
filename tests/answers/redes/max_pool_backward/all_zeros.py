# expected: less
# Zeros everywhere.
def max_pool_backward(images, gradient, pool_size=2):
    return np.zeros_like(images)
