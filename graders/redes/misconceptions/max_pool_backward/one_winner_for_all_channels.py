"""Buscas un solo ganador entre todos los canales. Cada canal tiene su propio máximo y su propio gradiente: si el rojo vale 9 y el azul 3, los dos ganan, cada uno en su plano."""

def max_pool_backward(images, gradient, pool_size=2):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    backward = np.zeros_like(images)
    for i in range(gradient.shape[1]):
        for j in range(gradient.shape[2]):
            rows, columns = slice(i * height, (i + 1) * height), slice(j * width, (j + 1) * width)
            window = images[:, rows, columns, :]
            share = gradient[:, i : i + 1, j : j + 1, :]
            is_largest = window == window.max(axis=(1, 2), keepdims=True)
            backward[:, rows, columns, :] = (window == window.max(axis=(1, 2, 3), keepdims=True)) * share
    return backward
