# expected: partial
# Rounds the half to the nearest even number.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    before = round(total / 2)
    return before, total - before
