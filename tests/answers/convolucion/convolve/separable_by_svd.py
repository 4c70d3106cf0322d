# expected: full
# A sum of products of a column and a row.
def convolve(image, kernel):
    columnas, s, filas = np.linalg.svd(kernel.astype(float), full_matrices=False)
    h, w = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    total = np.zeros((h, w))
    for n, valor in enumerate(s):
        lado = sum(filas[n, v] * image[:, v:v + w].astype(float) for v in range(kernel.shape[1]))
        total += valor * sum(columnas[u, n] * lado[u:u + h] for u in range(kernel.shape[0]))
    return total
