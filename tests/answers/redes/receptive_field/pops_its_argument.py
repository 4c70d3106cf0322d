# expected: full
# Takes the layers away from the list that it was given.
def receptive_field(layers):
    r = 1
    while layers:
        layer = layers.pop()
        r = 1 + (r - 1) * layer.pop("strides", 1)
        r += layer.pop("dilation_rate", 1) * (layer.pop("kernel_size") - 1)
    return r
