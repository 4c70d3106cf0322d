# expected: full
# Asks the shapes of Keras' own layers, by bisection; stride and dilation in two layers, since Keras does not take both.
def receptive_field(layers):
    chain = []
    for layer in layers:
        chain.append(keras.layers.Conv1D(1, layer["kernel_size"], dilation_rate=layer.get("dilation_rate", 1)))
        chain.append(keras.layers.MaxPool1D(1, strides=layer.get("strides", 1)))

    def enough(n):
        shape = (1, n, 1)
        for part in chain:
            try:
                shape = part.compute_output_shape(shape)
            except ValueError:
                return False
            if shape[1] < 1:
                return False
        return True

    low, high = 0, 1
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
