"""Tu función no espera que `kernel_size` sea una tupla. ¿Qué hace Keras cuando recibe `(alto, ancho)`?"""
# raises: TypeError

def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, height, width, channels = input_shape
    down, right = (strides, strides) if isinstance(strides, int) else strides
    lost = kernel_size - 1
    if padding.lower() == "same":
        lost = 0
    return (batch, (height - lost - 1) // down + 1, (width - lost - 1) // right + 1, filters)
