"""Dejas en cero un marco del tamaño de la imagen. La salida solo tiene los lugares donde la ventana cabe entera: ¿cuántos son?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    output = np.zeros(image.shape)
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            window = image[i : i + kh, j : j + kw]
            output[i + kh // 2, j + kw // 2] = np.sum(window * kernel.astype(float))
    return output
