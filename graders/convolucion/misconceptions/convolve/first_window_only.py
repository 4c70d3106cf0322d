"""Devuelves el resultado de la primera ventana. ¿Está tu `return` dentro de los ciclos?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            return np.sum(image[i : i + kh, j : j + kw] * kernel.astype(float))
