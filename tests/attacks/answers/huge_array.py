# Tries: an array of many gigabytes that takes no memory, for its strides are zero.
# Exercise: identity_kernel
# Ending: unusable answer
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.broadcast_to(np.float64(1), (100_000, 100_000, 3, 3))
