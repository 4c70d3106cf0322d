# expected: full
# A few thousand equations chosen at random are enough.
def learn_kernel(images, targets, kernel_size=3):
    rng = np.random.default_rng(0)
    p = kernel_size // 2
    z = np.pad(images[..., 0], [(0, 0), (p, p), (p, p)])
    n, i, j = (rng.integers(0, size, 2500) for size in targets.shape[:3])
    a = np.array([z[m, y:y + kernel_size, x:x + kernel_size].ravel() for m, y, x in zip(n, i, j)], dtype="float64")
    return np.linalg.lstsq(a, targets[n, i, j, 0], rcond=None)[0].reshape(kernel_size, kernel_size)
