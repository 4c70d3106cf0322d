# expected: zero
# The number with its unit.
def receptive_field(layers):
    r = 1
    for l in reversed(layers):
        r = (r - 1) * l.get("strides", 1) + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
    return str(r) + " píxeles"
