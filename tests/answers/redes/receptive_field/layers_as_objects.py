# expected: less
# Asks the dicts for attributes, which they do not have.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l.kernel_size - 1) * j
        j *= l.strides
    return r
