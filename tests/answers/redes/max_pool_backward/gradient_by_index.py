# expected: less
# Returns the gradient only where pooled pixel and picture have the same index.
def max_pool_backward(images, gradient, pool_size=2):
    out = np.zeros_like(images)
    out[:, :gradient.shape[1], :gradient.shape[2]] = gradient
    return out
