"""Multiplicas el tamaño entero por la dilatación. Un kernel de 3 con dilatación 2 toca los píxeles 0, 2 y 4, que son 5 de extensión y no 6: lo que se estira son los 2 tramos entre ellos."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field += (size * dilation - 1) * distance
        distance *= step
    return field
