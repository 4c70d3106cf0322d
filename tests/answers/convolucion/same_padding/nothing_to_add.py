# expected: less
# Believes that same adds nothing.
# diagnosis: no_padding
def same_padding(size, kernel_size, strides=1):
    return np.zeros(2, dtype=int)
