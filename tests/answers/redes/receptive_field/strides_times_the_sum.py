# expected: partial
# All strides multiply the whole sum.
def receptive_field(layers):
    reach, total = 0, 1
    for l in layers:
        reach += (l["kernel_size"] - 1) * l.get("dilation_rate", 1)
        total *= l.get("strides", 1)
    return 1 + reach * total
