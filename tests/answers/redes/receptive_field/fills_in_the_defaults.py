# expected: full
# Writes the missing settings into the dicts that it was given.
def receptive_field(layers):
    for layer in layers:
        layer.setdefault("strides", 1)
        layer.setdefault("dilation_rate", 1)
    total, step = 1, 1
    for layer in layers:
        total += layer["dilation_rate"] * (layer["kernel_size"] - 1) * step
        step = step * layer["strides"]
    layers.clear()
    return total
