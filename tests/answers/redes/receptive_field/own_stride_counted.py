# expected: partial
# The stride of a layer is counted before its own kernel.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        j *= l.get("strides", 1)
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
    return r
