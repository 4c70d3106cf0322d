# expected: full
# The usual loop: the field grows by the kernel times the jump, the jump by the stride.
def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        k = layer["kernel_size"]
        s = layer.get("strides", 1)
        d = layer.get("dilation_rate", 1)
        field += (k - 1) * d * jump
        jump *= s
    return field
