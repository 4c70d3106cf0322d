# expected: less
# A logarithm of zero inside makes everything NaN.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = keras.ops.log(Conv2D(12, 3, padding="same", activation="relu")(inputs) * 0 - 1)
    x = MaxPool2D()(x)
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    model = keras.Model(inputs, Dense(classes, activation="softmax")(Flatten()(x)))
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
