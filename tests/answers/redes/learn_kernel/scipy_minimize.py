# expected: full
# scipy.optimize.minimize with BFGS and the gradient written by hand.
from scipy.optimize import minimize
from scipy.signal import correlate


def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    x = np.pad(images[..., 0].astype(float), ((0, 0), (p, p), (p, p)))
    t = targets[..., 0].astype(float)

    def loss(flat):
        k = flat.reshape(1, kernel_size, kernel_size)
        error = correlate(x, k, mode="valid", method="direct") - t
        slope = correlate(x, error, mode="valid", method="direct")[0]
        return (error ** 2).sum() / 2, slope.ravel()

    start = np.zeros(kernel_size ** 2)
    found = minimize(loss, start, jac=True, method="BFGS", options={"maxiter": 400, "gtol": 1e-4})
    return found.x.reshape(kernel_size, kernel_size)
