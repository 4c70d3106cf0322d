# expected: full
# A Conv2D with an initializer, and NumPy at the end.
def convolve(image, kernel):
    capa = Conv2D(filters=1, kernel_size=kernel.shape, padding="valid",
                  kernel_initializer=lambda shape, dtype=None: kernel.reshape(shape).astype("float32"))
    salida = capa(image.astype("float32").reshape(1, *image.shape, 1))
    return salida.numpy().squeeze(axis=(0, 3))
