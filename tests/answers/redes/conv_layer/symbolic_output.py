# expected: zero
# Returns a Keras tensor that holds no numbers.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    inputs = keras.Input(images.shape[1:])
    return Conv2D(kernel.shape[-1], kernel.shape[:2], strides=strides, padding=padding)(inputs)
