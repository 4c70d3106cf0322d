"""Te olvidas de la dilatación. Un kernel de 3 con dilatación 2 toca los píxeles 0, 2 y 4, así que se extiende por 5 y no por 3."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field += (size - 1) * distance
        distance *= step
    return field
