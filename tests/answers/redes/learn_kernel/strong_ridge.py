# expected: less
# A ridge penalty so strong that all weights shrink.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    a = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2)).reshape(-1, kernel_size ** 2)
    k = np.linalg.solve(a.T @ a + len(a) * np.eye(a.shape[1]), a.T @ targets.ravel())
    return k.reshape(kernel_size, kernel_size)
