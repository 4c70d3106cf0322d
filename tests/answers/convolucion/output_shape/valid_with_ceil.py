# expected: partial
# A window that hangs over the edge is counted.
# diagnosis: valid_rounds_up
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    k, s = np.broadcast_to(kernel_size, 2), np.broadcast_to(strides, 2)
    lado = np.array(input_shape[1:3])
    if padding.lower() == "same":
        alto, ancho = np.ceil(lado / s)
    else:
        alto, ancho = np.ceil((lado - k) / s) + 1
    return np.array([input_shape[0], alto, ancho, filters])
