# expected: partial
# Refuses even kernels.
def same_padding(size, kernel_size, strides=1):
    assert kernel_size % 2 == 1, "el kernel debe ser impar"
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2
