# expected: less
# The axes of the channels come first.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, cin, cout = shape
    kernel = np.zeros((cin, cout, h, w), dtype)
    for c in range(cin):
        kernel[c, c, h // 2, w // 2] = 1
    return kernel
