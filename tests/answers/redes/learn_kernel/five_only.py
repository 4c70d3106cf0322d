# expected: partial
# Always learns 5 by 5.
def learn_kernel(images, targets, kernel_size=5):
    padded = np.pad(images[..., 0], ((0, 0), (2, 2), (2, 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5), axis=(1, 2))
    return np.linalg.lstsq(windows.reshape(-1, 25), targets.ravel(), rcond=None)[0].reshape(5, 5)
