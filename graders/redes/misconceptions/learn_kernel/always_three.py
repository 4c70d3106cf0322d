"""Buscas siempre un kernel de 3 por 3. Con `kernel_size=5` hay 25 pesos que encontrar, y los de afuera también cuentan."""

def learn_kernel(images, targets, kernel_size=3):
    side = 3
    margin = side // 2
    padded = np.pad(images[..., 0], [(0, 0), (margin, margin), (margin, margin)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    found = np.linalg.lstsq(windows.reshape(-1, side * side), targets.reshape(-1), rcond=None)[0]
    kernel = found.reshape(side, side)
    return kernel
