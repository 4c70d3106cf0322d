# expected: partial
# Goes through the layers from the last to the first with the formula for the other way.
def receptive_field(layers):
    r, j = 1, 1
    for l in reversed(layers):
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
