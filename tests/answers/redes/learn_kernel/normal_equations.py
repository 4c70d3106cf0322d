# expected: full
# The normal equations, added up picture by picture in float64.
def learn_kernel(images, targets, kernel_size=3):
    k = kernel_size
    gram, right = np.zeros((k * k, k * k)), np.zeros(k * k)
    for image, target in zip(images.astype(float), targets.astype(float)):
        h, w = image.shape[:2]
        big = np.zeros((h + k - 1, w + k - 1))
        big[k // 2:k // 2 + h, k // 2:k // 2 + w] = image[:, :, 0]
        a = np.stack([big[i:i + h, j:j + w].ravel() for i in range(k) for j in range(k)], axis=1)
        gram += a.T @ a
        right += a.T @ target.ravel()
    return np.linalg.solve(gram, right).reshape(k, k)
