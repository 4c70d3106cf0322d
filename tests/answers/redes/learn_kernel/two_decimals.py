# expected: full
# Rounded to two decimals, which is nearer than 0.02.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    a = np.lib.stride_tricks.sliding_window_view(
        np.pad(images, ((0, 0), (p, p), (p, p), (0, 0))), (kernel_size, kernel_size), axis=(1, 2))
    k, *_ = np.linalg.lstsq(a.reshape(-1, kernel_size ** 2), targets.reshape(-1), rcond=None)
    return np.round(k, 2).reshape(kernel_size, kernel_size)
