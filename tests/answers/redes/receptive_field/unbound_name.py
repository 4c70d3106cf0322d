# expected: zero
# Adds to a name that has no value yet.
def receptive_field(layers):
    j = 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
