"""Rellenas con la mitad del kernel a cada lado. Con un kernel de 3 y paso 2, una imagen de 6 solo necesita un cero, y va después: con uno a cada lado, tus ventanas empiezan un píxel antes que las de Keras."""

def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    strides = (strides, strides) if isinstance(strides, int) else strides
    sides = kernel.shape[:2]
    if padding.lower() == "same":
        margins = []
        for size, side, step in zip(images.shape[1:3], sides, strides):
            total = side // 2
            margins.append((total, total))
        images = np.pad(images, [(0, 0), *margins, (0, 0)])
    height, width = ((size - side) // step + 1 for size, side, step in zip(images.shape[1:3], sides, strides))
    output = np.zeros((len(images), height, width, kernel.shape[3]))
    for i in range(height):
        for j in range(width):
            top, left = i * strides[0], j * strides[1]
            window = images[:, top : top + sides[0], left : left + sides[1], :]
            output[:, i, j, :] = np.tensordot(window, kernel, axes=3) + bias
    return output
