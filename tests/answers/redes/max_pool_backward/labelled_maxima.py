# expected: full
# scipy.ndimage.maximum_position with one label for each window, and label 0 for the rest.
from scipy.ndimage import maximum_position


def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    n, h, w, c = images.shape
    a, b = h // ph, w // pw
    out = np.zeros(images.shape)
    labels = np.zeros((h, w), int)
    for i in range(a):
        for j in range(b):
            labels[i * ph:(i + 1) * ph, j * pw:(j + 1) * pw] = 1 + i * b + j
    for m in range(n):
        for k in range(c):
            places = maximum_position(images[m, :, :, k], labels, range(1, a * b + 1))
            for (y, x), g in zip(places, gradient[m, :, :, k].ravel()):
                out[m, y, x, k] = g
    return out
