# expected: zero
# A loop over the layers whose counter never moves, after one that never ends.
def receptive_field(layers):
    i, r = 0, 1
    while i <= len(layers):
        for l in layers[i:]:
            r += (l["kernel_size"] - 1)
    return r
