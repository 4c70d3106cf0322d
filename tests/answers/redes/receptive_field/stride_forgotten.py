# expected: partial
# The strides are never looked at.
def receptive_field(layers):
    return 1 + sum((l["kernel_size"] - 1) * l.get("dilation_rate", 1) for l in layers)
