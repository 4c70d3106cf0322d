# expected: zero
# The field starts at zero, so that it is always one too small.
def receptive_field(layers):
    r, j = 0, 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
