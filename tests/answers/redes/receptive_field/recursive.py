# expected: full
# Recursion over the first layer and the rest.
def receptive_field(layers):
    if not layers:
        return 1
    first, *rest = layers
    inner = receptive_field(rest)
    stride = first["strides"] if "strides" in first else 1
    dilation = first["dilation_rate"] if "dilation_rate" in first else 1
    return stride * (inner - 1) + dilation * (first["kernel_size"] - 1) + 1
