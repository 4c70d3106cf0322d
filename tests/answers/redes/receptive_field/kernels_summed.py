# expected: less
# The kernels are added without taking one away.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += l["kernel_size"] * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
