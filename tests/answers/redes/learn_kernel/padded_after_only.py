# expected: less
# All the zeros stand below and on the right, so that the kernel is shifted.
def learn_kernel(images, targets, kernel_size=3):
    k = kernel_size
    x = np.pad(images[..., 0], ((0, 0), (0, k - 1), (0, k - 1)))
    a = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2)).reshape(-1, k * k)
    return np.linalg.lstsq(a, targets.ravel(), rcond=None)[0].reshape(k, k)
