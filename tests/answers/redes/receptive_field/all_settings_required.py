# expected: less
# Raises when a setting is left out.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l["dilation_rate"] * j
        j *= l["strides"]
    return r
