# expected: full
# Normal equations and a Gaussian elimination in plain Python.
def eliminate(a, b):
    n = len(b)
    m = [list(row) + [value] for row, value in zip(a, b)]
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(m[r][c]))
        m[c], m[pivot] = m[pivot], m[c]
        for r in range(n):
            if r != c:
                factor = m[r][c] / m[c][c]
                m[r] = [u - factor * v for u, v in zip(m[r], m[c])]
    return [m[r][n] / m[r][r] for r in range(n)]


def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    n, h, w, _ = images.shape
    big = np.zeros((n, h + 2 * p, w + 2 * p))
    big[:, p:h + p, p:w + p] = images[..., 0]
    parts = [big[:, i:i + h, j:j + w] for i in range(kernel_size) for j in range(kernel_size)]
    a = [[float((u * v).sum()) for v in parts] for u in parts]
    b = [float((u * targets[..., 0]).sum()) for u in parts]
    flat = eliminate(a, b)
    return [flat[i * kernel_size:(i + 1) * kernel_size] for i in range(kernel_size)]
