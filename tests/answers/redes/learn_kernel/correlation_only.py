# expected: less
# The correlation of pictures and targets, not divided by that of the pictures with themselves.
def learn_kernel(images, targets, kernel_size=3):
    p = kernel_size // 2
    h, w = images.shape[1:3]
    x = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    k = np.array([[(x[:, i:i + h, j:j + w] * targets[..., 0]).sum() for j in range(kernel_size)] for i in range(kernel_size)])
    return k / (images ** 2).sum()
