"""Tu función supone que siempre hay tres canales. ¿Dónde dice `shape` cuántos hay?"""
# raises: IndexError

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(3):
        kernel[height // 2, width // 2, channel, channel] = 1
    return kernel
