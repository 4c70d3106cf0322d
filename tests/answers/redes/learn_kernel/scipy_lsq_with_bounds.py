# expected: full
# scipy.optimize.lsq_linear with the weights held between -1.5 and 1.5.
from scipy.optimize import lsq_linear


def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    z = np.pad(images[..., 0].astype(float), [(0, 0), (p, p), (p, p)])
    h, w = targets.shape[1:3]
    a = np.column_stack([z[:, i:i + h, j:j + w].reshape(-1) for i in range(kernel_size) for j in range(kernel_size)])
    return lsq_linear(a.T @ a, a.T @ targets.reshape(-1), bounds=(-1.5, 1.5), tol=1e-14).x.reshape(kernel_size, kernel_size)
