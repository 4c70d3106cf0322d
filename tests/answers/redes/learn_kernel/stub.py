# expected: zero
# The untouched stub.
def learn_kernel(images, targets, kernel_size=3):
    # TU CÓDIGO AQUÍ
    raise NotImplementedError()
