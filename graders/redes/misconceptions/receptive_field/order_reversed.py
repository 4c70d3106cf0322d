"""Recorres las capas al revés. El paso de una capa separa lo que ven las que vienen después: con un paso en la última capa no cambia nada, y en la primera cambia todo."""

def receptive_field(layers):
    field = distance = 1
    for layer in reversed(layers):
        field += (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * distance
        distance *= layer.get("strides", 1)
    return field
