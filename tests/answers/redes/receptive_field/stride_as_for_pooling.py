# expected: less
# Where the strides are left out they are taken to be the kernel's size.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", l["kernel_size"])
    return r
