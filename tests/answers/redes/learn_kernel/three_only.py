# expected: partial
# kernel_size is ignored: always 3 by 3.
def learn_kernel(images, targets, kernel_size=3):
    padded = np.pad(images[..., 0], ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    return np.linalg.lstsq(windows.reshape(-1, 9), targets.ravel(), rcond=None)[0].reshape(3, 3)
