# expected: less
# The kernel that averages, plane by plane.
# diagnosis: blur
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    lugares = shape[0] * shape[1]
    return np.ones(shape[:2] + (1, 1)) / lugares * np.eye(shape[2])
