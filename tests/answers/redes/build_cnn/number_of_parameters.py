# expected: zero
# Returns how many parameters the model has.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape), Conv2D(12, 3, activation="relu", padding="same"), MaxPool2D(),
        Conv2D(16, 3, activation="relu", padding="same"), Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model.count_params()
