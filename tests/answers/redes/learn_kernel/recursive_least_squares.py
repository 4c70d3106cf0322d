# expected: full
# Learns on line, one picture after the other, with recursive least squares.
class Learner:
    def __init__(self, n):
        self.k, self.p = np.zeros(n), 1e6 * np.eye(n)

    def see(self, a, b):
        s = np.linalg.inv(np.eye(len(a)) + a @ self.p @ a.T)
        gain = self.p @ a.T @ s
        self.k += gain @ (b - a @ self.k)
        self.p -= gain @ a @ self.p


def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    learner = Learner(kernel_size ** 2)
    for image, target in zip(np.pad(images[..., 0], ((0, 0), (p, p), (p, p))).astype(float), targets[..., 0]):
        for i in range(target.shape[0]):
            a = np.array([image[i:i + kernel_size, j:j + kernel_size].ravel() for j in range(target.shape[1])])
            learner.see(a, target[i])
    return learner.k.reshape(kernel_size, -1)
