# expected: less
# Another parameter name, so that a call by keyword fails.
def receptive_field(capas):
    r, j = 1, 1
    for l in capas:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
