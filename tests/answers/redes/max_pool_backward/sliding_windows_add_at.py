# expected: full
# sliding_window_view with steps, and np.add.at at the places found.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    view = np.lib.stride_tricks.sliding_window_view(images, (ph, pw), axis=(1, 2))[:, ::ph, ::pw]
    best = view.reshape(view.shape[:4] + (-1,)).argmax(-1)
    n, i, j, c = np.indices(best.shape)
    out = np.zeros(images.shape, gradient.dtype)
    np.add.at(out, (n, i * ph + best // pw, j * pw + best % pw, c), gradient)
    return out
