"""Cuentas los píxeles de toda la ventana. Se pregunta por un solo eje: dos capas de 3 ven 5 píxeles a lo ancho, aunque la ventana entera tenga 25."""

def receptive_field(layers):
    field = distance = 1
    for layer in layers:
        field += (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * distance
        distance *= layer.get("strides", 1)
    return field**2
