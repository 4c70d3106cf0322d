# expected: less
# The pictures go on at the other side, as np.roll does it.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    a = np.stack([np.roll(images, (-i, -j), (1, 2)).ravel() for i in range(-p, p + 1) for j in range(-p, p + 1)], 1)
    return np.linalg.lstsq(a, targets.ravel(), rcond=None)[0].reshape(kernel_size, kernel_size)
