"""Quitas el signo de los resultados. ¿Qué da la suma cuando ganan los pesos negativos?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = abs(np.sum(window * kernel.astype(float)))
    return output
