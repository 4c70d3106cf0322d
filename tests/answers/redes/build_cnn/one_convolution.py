# expected: partial
# One convolution only.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(24, 5, padding="same", activation="relu"),
        MaxPool2D(),
        keras.layers.GlobalMaxPooling2D(),
        Dense(24, activation="relu"),
        Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.006), loss="sparse_categorical_crossentropy")
    return model
