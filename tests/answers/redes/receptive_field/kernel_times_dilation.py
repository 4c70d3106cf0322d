# expected: partial
# A dilated kernel is taken to be kernel times dilation long.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"] * l.get("dilation_rate", 1) - 1) * j
        j *= l.get("strides", 1)
    return r
