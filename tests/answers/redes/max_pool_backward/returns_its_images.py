# expected: less
# Returns what it was given.
def max_pool_backward(images, gradient, pool_size=2):
    return images
