"""Sumas los tamaños enteros de los kernels. Dos capas de 3 ven 5 píxeles y no 7: el píxel del centro ya estaba contado, así que cada capa agrega su tamaño menos 1."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field += size * dilation * distance
        distance *= step
    return field
