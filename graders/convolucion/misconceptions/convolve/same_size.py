"""Rellenas la imagen con ceros para que la salida mida lo mismo. ¿Qué pide `valid`?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    above, left = (kh - 1) // 2, (kw - 1) // 2
    padded = np.pad(image.astype(float), [(above, kh - 1 - above), (left, kw - 1 - left)])
    output = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            output[i, j] = np.sum(padded[i : i + kh, j : j + kw] * kernel)
    return output
