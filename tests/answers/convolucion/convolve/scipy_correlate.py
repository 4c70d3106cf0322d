# expected: full
# scipy.signal.correlate2d, in float.
from scipy.signal import correlate2d


def convolve(image, kernel):
    return correlate2d(image.astype(float), kernel.astype(float), mode="valid")
