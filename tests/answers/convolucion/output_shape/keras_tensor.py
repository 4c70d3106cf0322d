# expected: zero
# Returns the symbolic tensor instead of its shape.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    x = keras.Input(batch_shape=input_shape)
    return Conv2D(filters, kernel_size, strides=strides, padding=padding)(x)
