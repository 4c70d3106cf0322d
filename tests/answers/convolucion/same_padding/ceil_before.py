# expected: partial
# The half is rounded up before and down after.
# diagnosis: odd_zero_first
def same_padding(size, kernel_size, strides=1):
    ventanas = math.ceil(size / strides) if "math" in globals() else -(-size // strides)
    falta = max(0, kernel_size + strides * (ventanas - 1) - size)
    return int(np.ceil(falta / 2)), int(np.floor(falta / 2))
