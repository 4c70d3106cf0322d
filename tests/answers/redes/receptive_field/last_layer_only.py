# expected: less
# Each layer overwrites the one before.
def receptive_field(layers):
    r = 1
    for l in layers:
        r = (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
    return r
