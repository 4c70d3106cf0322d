# expected: less
# Every zero comes after.
# diagnosis: all_at_the_end
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return 0, total
