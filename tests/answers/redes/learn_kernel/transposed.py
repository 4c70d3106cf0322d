# expected: less
# Rows and columns of the kernel are mixed up.
def learn_kernel(images, targets, kernel_size=3):
    k, p = kernel_size, kernel_size // 2
    x = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    h, w = images.shape[1:3]
    a = np.stack([x[:, i:i + h, j:j + w].ravel() for j in range(k) for i in range(k)], 1)
    return np.linalg.lstsq(a, targets.ravel(), rcond=None)[0].reshape(k, k)
