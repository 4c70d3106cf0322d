# expected: less
# Raises when the strides are left out.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l["strides"]
    return r
