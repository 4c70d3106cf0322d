# expected: less
# range() ends one place too early.
# diagnosis: one_place_short
def convolve(image, kernel):
    filas = []
    for i in range(len(image) - len(kernel)):
        fila = []
        for j in range(len(image[0]) - len(kernel[0])):
            trozo = image[i:i + len(kernel), j:j + len(kernel[0])]
            fila.append(float((trozo * kernel.astype(float)).sum()))
        filas.append(fila)
    return np.array(filas).reshape(len(image) - len(kernel), len(image[0]) - len(kernel[0]))
