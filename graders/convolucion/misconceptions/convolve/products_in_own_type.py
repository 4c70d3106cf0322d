"""Multiplicas en el tipo de la imagen, y ahí un producto grande da la vuelta. ¿A qué tipo conviene pasar antes los números?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i : i + kh, j : j + kw]
            output[i, j] = np.sum(window * kernel)
    return output
