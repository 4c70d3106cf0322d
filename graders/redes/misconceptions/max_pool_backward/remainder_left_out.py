"""Devuelves solo la parte que entra en las ventanas. Con ventanas de 2, en una imagen de 9 por 9, la última fila y la última columna no influyen en nada, pero también son píxeles: su gradiente es 0, y el resultado mide 9 por 9."""

def max_pool_backward(images, gradient, pool_size=2):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    big = np.repeat(np.repeat(gradient, height, axis=1), width, axis=2)
    images = images[:, : big.shape[1], : big.shape[2], :]
    backward = np.zeros_like(images)
    for i in range(gradient.shape[1]):
        for j in range(gradient.shape[2]):
            rows, columns = slice(i * height, (i + 1) * height), slice(j * width, (j + 1) * width)
            window = images[:, rows, columns, :]
            is_largest = window == window.max(axis=(1, 2), keepdims=True)
            backward[:, rows, columns, :] = is_largest * big[:, rows, columns, :]
    return backward
