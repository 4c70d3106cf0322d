# expected: full
# Filters a delta with scipy.ndimage and multiplies it into the channels.
from scipy import ndimage


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    delta = np.zeros((h, w))
    delta[0, 0] = 1
    delta = ndimage.shift(delta, (h // 2, w // 2), order=0)
    k = np.zeros(shape, dtype)
    for ch in range(c):
        k[:, :, ch, ch] = delta
    return k
