"""Tu kernel es siempre del mismo tamaño. ¿Qué te dice Keras en `shape`?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros((5, 5, 3, 3))
    for channel in range(3):
        kernel[2, 2, channel, channel] = 1
    return kernel
