# expected: zero
# The number in an array of one element.
def receptive_field(layers):
    r, j = np.ones(1, int), 1
    for l in layers:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
