# expected: less
# The kernels are multiplied, as for windows that do not overlap.
def receptive_field(layers):
    r = 1
    for l in layers:
        r *= l["kernel_size"]
    return r
