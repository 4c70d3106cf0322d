# expected: partial
# Looks for the zeros that keep the size with a stride of one.
# diagnosis: strides_ignored
def same_padding(size, kernel_size, strides=1):
    total = 0
    while size + total - kernel_size + 1 < size:
        total += 1
    return tf.constant([total // 2, total - total // 2])
