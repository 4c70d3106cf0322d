"""Guardas la salida en el tipo de la imagen, y ahí no caben ni los números grandes ni los decimales. ¿Qué tipo le das al arreglo de la salida?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width), image.dtype)
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output
