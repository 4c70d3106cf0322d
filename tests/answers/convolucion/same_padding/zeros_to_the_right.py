# expected: less
# The missing zeros all come after.
# diagnosis: all_at_the_end
def same_padding(size, kernel_size, strides=1):
    ultima = range(0, size, strides)[-1]
    return 0, max(0, ultima + kernel_size - size)
