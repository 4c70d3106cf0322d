# expected: full
# AvgPool2D, and three convolutions.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(16, 3, activation="relu", padding="same"),
        Conv2D(16, 3, activation="relu", padding="same"),
        AvgPool2D(2),
        Conv2D(16, 3, activation="relu", padding="same"),
        AvgPool2D(2),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.006), "sparse_categorical_crossentropy")
    return model
