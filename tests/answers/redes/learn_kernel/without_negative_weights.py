# expected: less
# scipy.optimize.nnls finds no weight below zero.
from scipy.optimize import nnls


def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    padded = np.pad(images[..., 0].astype(float), ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    return nnls(windows.reshape(-1, kernel_size ** 2), targets.ravel().astype(float))[0].reshape(kernel_size, kernel_size)
