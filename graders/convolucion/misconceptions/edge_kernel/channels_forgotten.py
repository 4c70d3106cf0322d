"""Tu kernel es plano y Keras pide cuatro ejes. ¿Cuáles son los otros dos?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape[:2])
    kernel[0] = 1
    kernel[-1] = -1
    return kernel
