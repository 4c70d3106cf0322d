"""Dejas que la ventana se salga de la imagen por todos lados. Con `valid` cabe siempre entera."""

def convolve(image, kernel):
    kh, kw = kernel.shape
    padded = np.pad(image.astype(float), [(kh - 1, kh - 1), (kw - 1, kw - 1)])
    height, width = padded.shape[0] - kh + 1, padded.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            output[i, j] = np.sum(padded[i : i + kh, j : j + kw] * kernel)
    return output
