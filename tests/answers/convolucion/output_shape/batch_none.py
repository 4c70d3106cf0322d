# expected: zero
# The batch comes back as None.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    x = keras.Input(shape=input_shape[1:])
    return Conv2D(filters, kernel_size, strides=strides, padding=padding)(x).shape
