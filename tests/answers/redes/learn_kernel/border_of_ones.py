# expected: less
# Ones instead of zeros around the pictures.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)), constant_values=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    solution = np.linalg.lstsq(windows.reshape(-1, kernel_size ** 2), targets.ravel(), rcond=None)[0]
    return solution.reshape(kernel_size, kernel_size)
