"""Multiplicas los tamaños. Dos capas de 3 ven 5 píxeles y no 9: con paso 1, las ventanas de dos vecinos se superponen y comparten casi todo."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field *= (size - 1) * dilation + 1
    return field
