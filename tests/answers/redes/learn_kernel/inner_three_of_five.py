# expected: partial
# Learns the inner 3 by 3 and puts zeros around it.
def learn_kernel(images, targets, kernel_size=3):
    x = np.pad(images[..., 0], ((0, 0), (1, 1), (1, 1)))
    a = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2)).reshape(-1, 9)
    inner = np.linalg.lstsq(a, targets.ravel(), rcond=None)[0].reshape(3, 3)
    return np.pad(inner, (kernel_size - 3) // 2)
