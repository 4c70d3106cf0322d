"""De una tupla usas solo el primer número. ¿Qué dice el segundo?"""

def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, height, width, channels = input_shape
    kernel = kernel_size[0] if isinstance(kernel_size, tuple) else kernel_size
    stride = strides[0] if isinstance(strides, tuple) else strides
    if padding.lower() == "same":
        kernel = 1
    return (batch, (height - kernel) // stride + 1, (width - kernel) // stride + 1, filters)
