# expected: partial
# No layer, no field: zero.
def receptive_field(layers):
    if not layers:
        return 0
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
