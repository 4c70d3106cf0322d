# expected: less
# Only the largest pixel of the picture gets a gradient: the sum of all.
def max_pool_backward(images, gradient, pool_size=2):
    out = np.zeros_like(images)
    for n in range(len(images)):
        for c in range(images.shape[3]):
            y, x = divmod(images[n, :, :, c].argmax(), images.shape[2])
            out[n, y, x, c] = gradient[n, :, :, c].sum()
    return out
