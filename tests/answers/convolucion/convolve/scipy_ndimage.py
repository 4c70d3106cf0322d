# expected: full
# scipy.ndimage.correlate over the whole image, then the part where the window fits.
from scipy import ndimage


def convolve(image, kernel):
    kh, kw = kernel.shape
    todo = ndimage.correlate(image.astype(float), kernel.astype(float), mode="constant")
    arriba, izquierda = kh // 2, kw // 2
    return todo[arriba:arriba + image.shape[0] - kh + 1, izquierda:izquierda + image.shape[1] - kw + 1]
