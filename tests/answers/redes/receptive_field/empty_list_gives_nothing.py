# expected: partial
# A return that is inside the branch: None for an empty list.
def receptive_field(layers):
    r, j = 1, 1
    if layers:
        for l in layers:
            r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
            j *= l.get("strides", 1)
        return r
