# expected: partial
# Reads "dilation" where the dict says "dilation_rate".
def receptive_field(layers):
    r = 1
    for l in reversed(layers):
        r = (r - 1) * l.get("strides", 1) + (l["kernel_size"] - 1) * l.get("dilation", 1) + 1
    return r
