# expected: full
# Uses only the pixels whose window lies inside the picture, so that padding does not matter.
def learn_kernel(images, targets, kernel_size=3):
    k, p = kernel_size, kernel_size // 2
    rows, values = [], []
    n, h, w, _ = images.shape
    for i in range(p, h - p):
        for j in range(p, w - p):
            rows.append(images[:, i - p:i + p + 1, j - p:j + p + 1, 0].reshape(n, -1))
            values.append(targets[:, i, j, 0])
    a, b = np.concatenate(rows), np.concatenate(values)
    q, r = np.linalg.qr(a.astype("float64"))
    return np.linalg.solve(r, q.T @ b).reshape(k, k).tolist()
