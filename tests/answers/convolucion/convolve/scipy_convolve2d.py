# expected: less
# convolve2d turns the kernel round.
# diagnosis: kernel_flipped
from scipy.signal import convolve2d


def convolve(image, kernel):
    return convolve2d(image.astype(float), kernel.astype(float), mode="valid")
