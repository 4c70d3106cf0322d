# expected: full
# Hands out the zeros recursively, the first of each two at the end.
def share(total, before=0, after=0):
    if total <= 0:
        return before, after
    if total == 1:
        return before, after + 1
    return share(total - 2, before + 1, after + 1)


def same_padding(size, kernel_size, strides=1):
    return share(kernel_size - ((size - 1) % strides + 1))
