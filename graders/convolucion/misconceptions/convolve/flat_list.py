"""Devuelves los resultados en una sola fila. La salida tiene alto y ancho."""

def convolve(image, kernel):
    kh, kw = kernel.shape
    output = []
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            output.append(np.sum(image[i : i + kh, j : j + kw] * kernel.astype(float)))
    return np.array(output)
