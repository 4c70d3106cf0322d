# expected: zero
# The untouched stub.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    # TU CÓDIGO AQUÍ
    raise NotImplementedError()
