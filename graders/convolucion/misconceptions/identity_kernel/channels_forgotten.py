"""Tu kernel no tiene los ejes de los canales. ¿Cuántos ejes tiene la forma que pide Keras?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape[:2])
    kernel[shape[0] // 2, shape[1] // 2] = 1
    return kernel
