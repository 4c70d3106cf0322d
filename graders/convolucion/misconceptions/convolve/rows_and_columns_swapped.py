"""Avanzas por la imagen hacia abajo cuando la salida avanza a la derecha. ¿Qué índice es el de la fila?"""
# raises: ValueError

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[j : j + kh, i : i + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output
