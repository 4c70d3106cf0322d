"""Devuelves un filtro conocido sin mirar los ejemplos. Si los ejemplos se hicieron con otro kernel, tu respuesta no puede cambiar con ellos: aprender es sacar los números de los datos."""

def learn_kernel(images, targets, kernel_size=3):
    kernel = np.zeros((kernel_size, kernel_size))
    middle = kernel_size // 2
    kernel[middle - 1 : middle + 2, middle - 1 : middle + 2] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    return kernel
