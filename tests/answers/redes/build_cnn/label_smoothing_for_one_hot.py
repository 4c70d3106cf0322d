# expected: partial
# CategoricalCrossentropy with label smoothing, which takes one-hot labels.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    model = keras.Model(inputs, Dense(classes, activation="softmax")(Flatten()(x)))
    model.compile(keras.optimizers.Adam(0.005), keras.losses.CategoricalCrossentropy(label_smoothing=0.1))
    return model
