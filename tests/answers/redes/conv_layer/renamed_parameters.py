# expected: less
# Spanish parameter names, so that a call by keyword fails.
def conv_layer(imagenes, filtro, sesgo, paso=1, relleno="valid"):
    return tf.nn.conv2d(imagenes, filtro, paso, relleno.upper()) + sesgo
