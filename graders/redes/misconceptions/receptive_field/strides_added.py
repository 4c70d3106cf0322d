"""Sumas los pasos. Después de dos capas con paso 2, dos vecinos están a 4 píxeles y no a 3: cada paso multiplica la distancia que ya había."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field += (size - 1) * dilation * distance
        distance += step - 1
    return field
