# expected: full
# The answer of the Sobel filter of scikit-image to a single white pixel.
from skimage.filters import sobel_h

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w = shape[:2]
    impulse = np.zeros((h + 4, w + 4))
    impulse[h // 2 + 2, w // 2 + 2] = 1
    return sobel_h(impulse)[2:-2, 2:-2].reshape(shape)
