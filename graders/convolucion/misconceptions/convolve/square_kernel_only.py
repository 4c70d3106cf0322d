"""Usas el alto del kernel también como ancho. ¿Y si no es cuadrado?"""
# raises: ValueError

def convolve(image, kernel):
    kh = kw = kernel.shape[0]
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output
