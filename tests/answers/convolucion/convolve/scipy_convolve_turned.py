# expected: full
# scipy.signal.convolve2d with the kernel turned round: twice turned is not turned.
import scipy.signal


def convolve(image, kernel):
    return scipy.signal.convolve2d(image * 1.0, np.rot90(kernel, 2) * 1.0, "valid")
