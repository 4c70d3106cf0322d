"""Te falta el último lugar de cada eje. Si la ventana cabe justo una vez, ¿cuánto da tu cuenta?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh, image.shape[1] - kw
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output
