# expected: full
# Adds zeros one by one, first at the end and then at the beginning, until there are places enough.
def same_padding(size, kernel_size, strides=1):
    wanted = (size + strides - 1) // strides
    before = after = 0
    while (size + before + after - kernel_size) // strides + 1 < wanted:
        if before == after:
            after += 1
        else:
            before += 1
    return before, after
