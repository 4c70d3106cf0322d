"""Recortas la salida a los niveles de gris de una foto. El resultado de una convolución puede ser negativo o mucho mayor."""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return np.clip(output, 0, 255)
