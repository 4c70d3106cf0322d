"""Calculas el relleno como si el paso fuera 1. Con una imagen de 6, un kernel de 3 y paso 2 caben 3 ventanas, y para eso basta un cero: los que hacen falta dependen del paso."""

def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    strides = (strides, strides) if isinstance(strides, int) else strides
    sides = kernel.shape[:2]
    if padding.lower() == "same":
        margins = []
        for size, side, step in zip(images.shape[1:3], sides, strides):
            total = side - 1
            margins.append((total // 2, total - total // 2))
        images = np.pad(images, [(0, 0), *margins, (0, 0)])
    height, width = ((size - side) // step + 1 for size, side, step in zip(images.shape[1:3], sides, strides))
    output = np.zeros((len(images), height, width, kernel.shape[3]))
    for i in range(height):
        for j in range(width):
            top, left = i * strides[0], j * strides[1]
            window = images[:, top : top + sides[0], left : left + sides[1], :]
            output[:, i, j, :] = np.tensordot(window, kernel, axes=3) + bias
    return output
