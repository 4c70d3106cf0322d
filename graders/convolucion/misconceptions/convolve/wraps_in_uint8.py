"""Conviertes la salida en `uint8`, y ahí solo caben los niveles de gris de una foto. ¿Qué les pasa a los negativos?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output.astype(np.int64).astype(np.uint8)
