# expected: less
# All places in which kernel and image touch.
# diagnosis: whole_overlap
from scipy.signal import correlate2d


def convolve(image, kernel):
    return correlate2d(image.astype(float), kernel.astype(float))
