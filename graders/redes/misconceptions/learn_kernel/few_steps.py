"""Te detienes antes de llegar. Con pocos ajustes, o con ajustes muy pequeños, el kernel va por buen camino pero la pérdida todavía baja: cuando los pesos son los verdaderos, la pérdida es casi 0."""

def learn_kernel(images, targets, kernel_size=3):
    margin = kernel_size // 2
    padded = np.pad(images[..., 0], [(0, 0), (margin, margin), (margin, margin)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    windows, wanted = windows.reshape(-1, kernel_size**2), targets.reshape(-1)
    kernel = np.zeros(kernel_size**2)
    for _ in range(40):
        kernel -= 0.1 * 2 * windows.T @ (windows @ kernel - wanted) / len(wanted)
    return kernel.reshape(kernel_size, kernel_size)
