"""Tu kernel promedia la ventana y eso desenfoca. ¿Qué peso deben tener los vecinos?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(in_channels):
        kernel[:, :, channel, channel] = 1 / (height * width)
    return kernel
