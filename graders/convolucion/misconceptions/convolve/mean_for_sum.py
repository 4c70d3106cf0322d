"""Promedias los productos de la ventana. ¿Hay que dividirlos entre algo?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.mean(window * kernel.astype(float))
    return output
