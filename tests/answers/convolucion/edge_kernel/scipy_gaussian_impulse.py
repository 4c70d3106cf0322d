# expected: full
# The answer of a derivative filter of SciPy to a single white pixel.
from scipy import ndimage

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    impulse = np.zeros(shape[:2])
    impulse[shape[0] // 2, shape[1] // 2] = 1
    kernel = ndimage.gaussian_filter(impulse, sigma=0.8, order=(1, 0), mode="constant")
    return np.expand_dims(kernel, (2, 3))
