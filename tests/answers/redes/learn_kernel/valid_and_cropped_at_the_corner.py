# expected: less
# Windows without padding, compared with the upper left part of the targets.
def learn_kernel(images, targets, kernel_size=3):
    k = kernel_size
    a = np.lib.stride_tricks.sliding_window_view(images[..., 0], (k, k), axis=(1, 2))
    b = targets[:, :a.shape[1], :a.shape[2], 0]
    return np.linalg.lstsq(a.reshape(-1, k * k), b.ravel(), rcond=None)[0].reshape(k, k)
