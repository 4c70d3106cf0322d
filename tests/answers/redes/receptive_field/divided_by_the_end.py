# expected: full
# From the end with a total jump that is divided again, which leaves no rest.
def receptive_field(layers):
    jump = 1
    for layer in layers:
        jump *= layer.get("strides", 1)
    reach = 0
    for layer in reversed(layers):
        jump //= layer.get("strides", 1)
        reach += jump * layer.get("dilation_rate", 1) * (layer["kernel_size"] - 1)
    return reach + 1
