# expected: full
# Uses the shape of a symbolic Keras tensor.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    x = keras.Input(batch_shape=input_shape)
    y = Conv2D(filters=filters, kernel_size=kernel_size, strides=strides, padding=padding)(x)
    return y.shape
