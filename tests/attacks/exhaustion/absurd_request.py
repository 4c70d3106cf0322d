# Tries: ask for a petabyte in one call.
# Exercise: identity_kernel
# Ending: out of memory
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.ones(2**50)
