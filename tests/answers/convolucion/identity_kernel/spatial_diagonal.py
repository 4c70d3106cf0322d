# expected: less
# The identity matrix lies along height and width instead of the channels.
# diagnosis: diagonal_in_space
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    eye = np.eye(shape[0], shape[1])
    return eye[:, :, None, None] * np.eye(shape[2])
