# expected: full
# No Dense: a last convolution with one filter for each class, and its mean.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = inputs
    for filters in (16, 24):
        x = Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = MaxPool2D()(x)
    x = Conv2D(classes, 3, padding="same")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, keras.layers.Softmax()(x))
    model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
    return model
