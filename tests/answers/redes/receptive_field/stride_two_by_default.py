# expected: less
# Where the strides are left out they are taken to be 2.
def receptive_field(layers):
    r = 1
    for l in reversed(layers):
        r = (r - 1) * l.get("strides", 2) + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
    return r
