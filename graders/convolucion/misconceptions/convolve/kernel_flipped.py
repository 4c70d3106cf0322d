"""Giras el kernel antes de usarlo. Así es la convolución de los libros; ¿qué hace Keras con él?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel[::-1, ::-1].astype(float))
    return output
