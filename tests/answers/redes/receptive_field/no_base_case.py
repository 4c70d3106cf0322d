# expected: zero
# A recursion that never stops at the empty list, where it raises.
def receptive_field(layers):
    first, *rest = layers
    return (receptive_field(rest) - 1) * first.get("strides", 1) + (first["kernel_size"] - 1) * first.get("dilation_rate", 1) + 1
