# expected: partial
# Nine unknowns are written by hand, and a larger kernel raises.
def learn_kernel(images, targets, kernel_size=3):
    x = np.pad(images[..., 0], ((0, 0), (1, 1), (1, 1)))
    n, h, w = targets.shape[:3]
    a = np.stack([x[:, i:i + h, j:j + w].ravel() for i in (0, 1, 2) for j in (0, 1, 2)], 1)
    return np.linalg.lstsq(a, targets.ravel(), rcond=None)[0].reshape(kernel_size, kernel_size)
