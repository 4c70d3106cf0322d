"""Usas el paso de una capa para ella misma. Una sola capa de 3 con paso 2 ve 3 píxeles: el paso separa sus salidas, y eso lo notan las capas que siguen."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        distance *= step
        field += (size - 1) * dilation * distance
    return field
