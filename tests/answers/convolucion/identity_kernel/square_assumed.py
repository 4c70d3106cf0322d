# expected: partial
# Uses the height for both coordinates of the centre.
# diagnosis: height_for_both
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    centre = shape[0] // 2
    kernel[centre, centre] = np.eye(shape[2])
    return kernel
