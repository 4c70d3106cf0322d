# expected: less
# The kernel turned by 180 degrees, as for a mathematical convolution.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    windows = windows[..., ::-1, ::-1]
    solution = np.linalg.lstsq(windows.reshape(-1, kernel_size ** 2), targets.ravel(), rcond=None)[0]
    return solution.reshape(kernel_size, kernel_size)
