# expected: full
# Gradient descent with Nesterov's momentum; the step is what the largest eigenvalue allows.
def learn_kernel(images, targets, kernel_size=3):
    patches = tf.image.extract_patches(images, (1, kernel_size, kernel_size, 1), (1,) * 4, (1,) * 4, "SAME")
    a = patches.numpy().reshape(-1, kernel_size ** 2).astype("float64")
    gram, right = a.T @ a / len(a), a.T @ targets.ravel() / len(a)
    step = 1 / np.linalg.eigvalsh(gram)[-1]
    k = before = np.zeros(kernel_size ** 2)
    for n in range(1, 60001):
        look = k + (n - 1) / (n + 2) * (k - before)
        before, k = k, look - step * (gram @ look - right)
    return k.reshape(kernel_size, kernel_size).astype("float32")
