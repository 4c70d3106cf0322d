# expected: less
# Conv1D over the rows of the picture.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    h, w, c = input_shape
    model = keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Reshape((h, w * c)),
        keras.layers.Conv1D(16, 3, padding="same", activation="relu"), keras.layers.MaxPool1D(2),
        keras.layers.Conv1D(16, 3, padding="same", activation="relu"),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
