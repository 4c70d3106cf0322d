# expected: full
# A float with a whole value.
def receptive_field(layers):
    r, j = 1.0, 1.0
    for l in layers:
        r += j * (l["kernel_size"] - 1.0) * float(l.get("dilation_rate", 1))
        j *= float(l.get("strides", 1))
    return r
