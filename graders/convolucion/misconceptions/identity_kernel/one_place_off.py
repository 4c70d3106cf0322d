"""Tu centro está corrido un lugar. Si se cuenta desde cero, ¿qué índice tiene el centro de un lado impar?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(in_channels):
        kernel[height // 2 - 1, width // 2 - 1, channel, channel] = 1
    return kernel
