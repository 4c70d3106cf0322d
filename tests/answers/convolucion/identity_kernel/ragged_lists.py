# expected: zero
# Nested lists whose rows are not of one length.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    rows = kernel.tolist()
    rows[-1].append([0.0])
    return rows
