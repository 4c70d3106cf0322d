"""Usas el alto para encontrar el centro de los dos lados. ¿Y si el ancho es distinto?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(in_channels):
        kernel[height // 2, min(height // 2, width - 1), channel, channel] = 1
    return kernel
