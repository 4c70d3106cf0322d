# expected: less
# A kernel that sharpens the picture.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    kernel = -np.ones((h, w)) / 10
    kernel[h // 2, w // 2] = 1 + h * w / 10
    return kernel[:, :, None, None] * np.eye(c)
