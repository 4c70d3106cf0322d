"""La suma de una ventana empieza donde terminó la anterior. ¿Dónde vuelve a cero?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    output = np.zeros((height, width))
    total = 0.0
    for i in range(height):
        for j in range(width):
            total += np.sum(image[i : i + kh, j : j + kw] * kernel.astype(float))
            output[i, j] = total
    return output
