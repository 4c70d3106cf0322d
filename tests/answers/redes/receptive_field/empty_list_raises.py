# expected: partial
# Starts from the first layer, which an empty list does not have.
def receptive_field(layers):
    first = layers[0]
    r = (first["kernel_size"] - 1) * first.get("dilation_rate", 1) + 1
    j = first.get("strides", 1)
    for l in layers[1:]:
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
