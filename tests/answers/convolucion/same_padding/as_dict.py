# expected: zero
# A dictionary with the two numbers.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return {"before": total // 2, "after": total - total // 2}
