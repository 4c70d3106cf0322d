# expected: zero
# Looks for the maximum until it changes.
def max_pool_backward(images, gradient, pool_size=2):
    best = images.max()
    while best == images.max():
        best = max(best, float(images.max()))
    return images == best
