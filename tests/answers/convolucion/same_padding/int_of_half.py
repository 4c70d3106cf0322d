# expected: partial
# int() of the half on both sides loses the odd zero.
# diagnosis: symmetric
def same_padding(size, kernel_size, strides=1):
    resto = size % strides
    total = kernel_size - (strides if resto == 0 else resto)
    if total < 0:
        total = 0
    lado = int(total / 2)
    return [lado, lado]
