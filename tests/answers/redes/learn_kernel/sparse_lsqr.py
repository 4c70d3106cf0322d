# expected: full
# lsqr with a linear operator that never builds the matrix.
from scipy.ndimage import correlate
from scipy.sparse.linalg import LinearOperator, lsqr


def learn_kernel(images, targets, kernel_size=3):
    k, p = kernel_size, kernel_size // 2
    x = images[..., 0].astype("float64")
    n, h, w = x.shape
    padded = np.pad(x, ((0, 0), (p, p), (p, p)))

    def forward(v):
        return correlate(x, v.reshape(1, k, k), mode="constant").ravel()

    def back(e):
        e = e.reshape(n, h, w)
        return np.array([(padded[:, i:i + h, j:j + w] * e).sum() for i in range(k) for j in range(k)])

    operator = LinearOperator((n * h * w, k * k), matvec=forward, rmatvec=back, dtype="float64")
    return lsqr(operator, targets.ravel(), atol=1e-12, btol=1e-12, iter_lim=1000)[0].reshape(k, k)
