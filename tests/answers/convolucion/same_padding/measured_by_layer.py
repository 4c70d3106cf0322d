# expected: full
# A Conv2D with a kernel of ones shows how much is missing at both ends of a long line.
def same_padding(size, kernel_size, strides=1):
    layer = Conv2D(1, (1, kernel_size), strides=strides, padding="same",
                   use_bias=False, kernel_initializer="ones")
    # una línea larga: los ceros de un lado se cuentan donde la ventana no toca el otro
    longer = size + strides * (2 * kernel_size + 2)
    y = layer(np.ones((1, 1, longer, 1), "float32")).numpy().ravel()
    return int(round(float(kernel_size - y[0]))), int(round(float(kernel_size - y[-1])))
