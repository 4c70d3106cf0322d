# expected: full
# Takes *args and **kwargs and fills in the default by hand.
def same_padding(*args, **kwargs):
    values = dict(strides=1)
    values.update(zip(("size", "kernel_size", "strides"), args))
    values |= kwargs
    n, k, s = values["size"], values["kernel_size"], values["strides"]
    total = max((n - 1) // s * s + k - n, 0)
    return total // 2, total - total // 2
