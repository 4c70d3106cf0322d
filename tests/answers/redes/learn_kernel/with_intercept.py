# expected: full
# A bias is learned, too, and comes out as nothing.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    a = windows.reshape(-1, kernel_size ** 2)
    a = np.hstack([a, np.ones((len(a), 1))])
    *weights, bias = np.linalg.lstsq(a, targets.ravel(), rcond=None)[0]
    return np.array(weights).reshape(kernel_size, kernel_size)
