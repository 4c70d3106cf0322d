# expected: zero
# The four pairs that tf.pad wants for a picture.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    pads = [total // 2, total - total // 2]
    return [[0, 0], pads, pads, [0, 0]]
