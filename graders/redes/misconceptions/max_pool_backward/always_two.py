"""Usas siempre ventanas de 2 por 2. Con `pool_size=3` de cada 9 píxeles gana uno, y en tu resultado gana uno de cada 4."""

def max_pool_backward(images, gradient, pool_size=2):
    backward = np.zeros_like(images)
    for i in range(gradient.shape[1]):
        for j in range(gradient.shape[2]):
            rows, columns = slice(i * 2, (i + 1) * 2), slice(j * 2, (j + 1) * 2)
            window = images[:, rows, columns, :]
            is_largest = window == window.max(axis=(1, 2), keepdims=True)
            backward[:, rows, columns, :] = is_largest * gradient[:, i : i + 1, j : j + 1, :]
    return backward
