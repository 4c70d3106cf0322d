# expected: full
# All in float32: seven digits are enough.
def convolve(image, kernel):
    image, kernel = image.astype(np.float32), kernel.astype(np.float32)
    alto, ancho = kernel.shape
    salida = np.zeros((len(image) - alto + 1, len(image[0]) - ancho + 1), np.float32)
    for fila in range(len(salida)):
        for columna in range(len(salida[0])):
            salida[fila][columna] = np.vdot(image[fila:fila + alto, columna:columna + ancho], kernel)
    return salida
