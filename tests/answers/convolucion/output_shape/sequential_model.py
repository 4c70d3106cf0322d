# expected: full
# Prints the summary of a Sequential model and takes its output_shape.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    model = keras.Sequential()
    model.add(keras.Input(shape=input_shape[1:], batch_size=input_shape[0]))
    model.add(Conv2D(filters, kernel_size, strides=strides, padding=padding))
    model.summary()
    return np.array(model.output_shape)
