# expected: less
# Takes no arguments.
def build_cnn():
    model = keras.Sequential([
        keras.Input((16, 16, 1)),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(3, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
