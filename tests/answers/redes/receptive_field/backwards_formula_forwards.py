# expected: partial
# The formula that goes back is applied from the first layer on.
def receptive_field(layers):
    r = 1
    for l in layers:
        r = (r - 1) * l.get("strides", 1) + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
    return r
