# expected: partial
# Takes the width first, so that a kernel that is not square comes out lying on its side.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    width, height, cin, cout = shape
    kernel = np.zeros((height, width, cin, cout), dtype)
    kernel[height // 2, width // 2] = np.eye(cin)
    return kernel
