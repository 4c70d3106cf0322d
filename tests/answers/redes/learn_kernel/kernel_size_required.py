# expected: less
# kernel_size cannot be left out.
def learn_kernel(images, targets, kernel_size):
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    return np.linalg.lstsq(windows.reshape(-1, kernel_size ** 2), targets.ravel(), rcond=None)[0].reshape(kernel_size, -1)
