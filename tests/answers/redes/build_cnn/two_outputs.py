# expected: less
# A list of probabilities and features.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = Flatten()(MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x)))
    model = keras.Model(inputs, [Dense(classes, activation="softmax")(x), x])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
