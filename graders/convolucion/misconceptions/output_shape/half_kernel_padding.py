"""Supones que `same` rellena medio kernel de cada lado. ¿Qué pasa con un kernel par?"""

def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, height, width, channels = input_shape
    kernel_size = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    strides = (strides, strides) if isinstance(strides, int) else strides
    padding = padding.lower()
    sides = []
    for size, kernel, stride in zip((height, width), kernel_size, strides):
        zeros = kernel // 2 if padding == "same" else 0
        sides.append((size - kernel + 2 * zeros) // stride + 1)
    return (batch, sides[0], sides[1], filters)
