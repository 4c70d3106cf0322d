# expected: less
# Raises when dtype is a name, because it expects a NumPy type.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, np.float32 if dtype is None else dtype.type)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel
