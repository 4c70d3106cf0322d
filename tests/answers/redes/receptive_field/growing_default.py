# expected: less
# A mutable default collects the layers of all calls.
def receptive_field(layers, seen=[]):
    seen.extend(layers)
    r, j = 1, 1
    for l in seen:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
