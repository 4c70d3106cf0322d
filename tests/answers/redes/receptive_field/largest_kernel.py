# expected: less
# The largest kernel of all.
def receptive_field(layers):
    return max([(l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1 for l in layers], default=1)
