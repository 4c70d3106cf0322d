# expected: full
# Backwards, from one output number to the pixels.
def receptive_field(layers):
    r = 1
    for layer in layers[::-1]:
        effective = (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) + 1
        r = (r - 1) * layer.get("strides", 1) + effective
    return r
