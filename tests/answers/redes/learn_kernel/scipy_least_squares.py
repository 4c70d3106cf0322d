# expected: full
# scipy.optimize.least_squares on the errors themselves.
from scipy.optimize import least_squares


def learn_kernel(images, targets, kernel_size=3):
    side = kernel_size // 2
    padded = np.pad(images, [(0, 0), (side, side), (side, side), (0, 0)]).astype("float64")
    h, w = images.shape[1:3]
    shifted = np.array([padded[:, i:i + h, j:j + w].ravel() for i in range(kernel_size) for j in range(kernel_size)])
    fit = least_squares(lambda k: k @ shifted - targets.ravel(), np.zeros(kernel_size ** 2), jac=lambda k: shifted.T)
    return np.reshape(fit.x, (kernel_size, kernel_size))
