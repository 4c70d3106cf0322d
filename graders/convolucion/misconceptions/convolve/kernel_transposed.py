"""Cambias las filas del kernel por sus columnas. ¿Qué índice del kernel va con la fila de la imagen?"""
# raises: ValueError

def convolve(image, kernel):
    kernel = kernel.T.astype(float)
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel)
    return output
