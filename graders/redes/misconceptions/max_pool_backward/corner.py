"""Pones el gradiente en la esquina de cada ventana. En `[[1, 5], [2, 0]]` ganó el 5, que no está en la esquina: hay que buscar dónde está el mayor."""

def max_pool_backward(images, gradient, pool_size=2):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    backward = np.zeros_like(images)
    rows, columns = gradient.shape[1] * height, gradient.shape[2] * width
    backward[:, :rows:height, :columns:width, :] = gradient
    return backward
