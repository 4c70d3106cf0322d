# expected: full
# Follows the set of pixels back, and takes its extent.
def receptive_field(layers):
    seen = {0}
    for layer in reversed(layers):
        s, d = layer.get("strides", 1), layer.get("dilation_rate", 1)
        seen = {p * s + u * d for p in seen for u in range(layer["kernel_size"])}
    return max(seen) - min(seen) + 1
