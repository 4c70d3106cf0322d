"""Tus ventanas no se pisan: una empieza donde termina la otra. ¿Cuánto avanza la ventana con paso 1?"""

def convolve(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape[0] // kh, image.shape[1] // kw
    output = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            window = image[i * kh : (i + 1) * kh, j * kw : (j + 1) * kw]
            output[i, j] = np.sum(window * kernel.astype(float))
    return output
