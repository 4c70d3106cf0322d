# expected: full
# Two convolutions, one pooling, Flatten and a Dense.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, activation="relu", padding="same"),
        MaxPool2D(2),
        Conv2D(16, 3, activation="relu", padding="same"),
        MaxPool2D(2),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
