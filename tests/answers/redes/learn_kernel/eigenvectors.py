# expected: full
# The normal equations in the basis of the eigenvectors, in a class with fit.
class KernelRegression:
    def __init__(self, size):
        self.size = size

    def design(self, images):
        h, w = images.shape[1:3]
        z = keras.layers.ZeroPadding2D(self.size // 2)(images).numpy()[..., 0].astype("float64")
        return np.array([z[:, i:i + h, j:j + w].ravel() for i in range(self.size) for j in range(self.size)]).T

    def fit(self, images, targets):
        a = self.design(images)
        values, vectors = np.linalg.eigh(a.T @ a)
        self.kernel_ = (vectors / values) @ (vectors.T @ (a.T @ targets.ravel()))
        self.kernel_ = self.kernel_.reshape(self.size, self.size)
        return self


def learn_kernel(images, targets, kernel_size=3):
    return KernelRegression(kernel_size).fit(images, targets).kernel_
