# expected: zero
# The untouched stub.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    # TU CÓDIGO AQUÍ
    raise NotImplementedError()
