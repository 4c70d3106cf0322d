"""Te olvidas del paso. Dos capas de 3, la primera con paso 2, ven 7 píxeles y no 5: los números que mira la segunda están a 2 píxeles uno de otro."""

def receptive_field(layers):
    field = 1
    distance = 1
    for layer in layers:
        size, step, dilation = layer["kernel_size"], layer.get("strides", 1), layer.get("dilation_rate", 1)
        field += (size - 1) * dilation
    return field
