# expected: less
# Other parameter names, so that a call by keyword fails.
def learn_kernel(x, y, size=3):
    p = size // 2
    padded = np.pad(x[..., 0], ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))
    return np.linalg.lstsq(windows.reshape(-1, size ** 2), y.ravel(), rcond=None)[0].reshape(size, size)
