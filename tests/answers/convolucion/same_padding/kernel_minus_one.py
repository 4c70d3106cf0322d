# expected: partial
# Always kernel - 1 zeros, as with a stride of one.
# diagnosis: strides_ignored
def same_padding(size, kernel_size, strides=1):
    antes, resto = divmod(kernel_size - 1, 2)
    return antes, antes + resto
