# expected: less
# The mean of the neighbourhood, channel by channel.
# diagnosis: blur
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.ones(shape, dtype) * np.eye(shape[2]) / (shape[0] * shape[1])
