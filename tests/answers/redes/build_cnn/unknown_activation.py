# expected: zero
# A misspelt activation.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="rellu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
