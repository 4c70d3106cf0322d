# expected: less
# Spanish parameter names, so that a call by keyword fails.
def identity_kernel(forma=(5, 5, 3, 3), tipo=None):
    kernel = np.zeros(forma, tipo)
    kernel[forma[0] // 2, forma[1] // 2] = np.eye(forma[2])
    return kernel
