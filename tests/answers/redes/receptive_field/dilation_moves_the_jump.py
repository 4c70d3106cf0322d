# expected: partial
# The dilation multiplies the jump of the layers after it, too.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        j *= l.get("dilation_rate", 1)
        r += (l["kernel_size"] - 1) * j
        j *= l.get("strides", 1)
    return r
