# expected: partial
# The size of the set of pixels, without those that are skipped between them.
def receptive_field(layers):
    seen = {0}
    for layer in reversed(layers):
        s, d = layer.get("strides", 1), layer.get("dilation_rate", 1)
        seen = {p * s + u * d for p in seen for u in range(layer["kernel_size"])}
    return len(seen)
