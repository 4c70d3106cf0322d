# expected: full
# One weight at a time, until nothing moves.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    h, w = images.shape[1:3]
    x = np.pad(images[..., 0], ((0, 0), (p, p), (p, p))).astype(float)
    a = np.stack([x[:, i:i + h, j:j + w].ravel() for i, j in np.ndindex(kernel_size, kernel_size)], 1)
    gram, right = a.T @ a, a.T @ targets.ravel()
    k = np.zeros(len(right))
    for _ in range(40000):
        biggest = 0
        for i in range(len(k)):
            move = (right[i] - gram[i] @ k) / gram[i, i]
            k[i] += move
            biggest = max(biggest, abs(move))
        if biggest < 1e-9:
            break
    return k.reshape(kernel_size, kernel_size)
