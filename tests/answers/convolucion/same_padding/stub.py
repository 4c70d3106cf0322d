# expected: zero
# The untouched stub.
def same_padding(size, kernel_size, strides=1):
    # TU CÓDIGO AQUÍ
    raise NotImplementedError()
