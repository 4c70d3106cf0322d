# expected: full
# Walks window by window to the last one and sees how far it hangs over.
def same_padding(size, kernel_size, strides=1):
    start = 0
    while start + strides < size:
        start += strides
    overhang = start + kernel_size - size
    if overhang <= 0:
        return 0, 0
    return overhang // 2, overhang - overhang // 2
