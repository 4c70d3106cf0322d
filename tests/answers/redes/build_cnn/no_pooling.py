# expected: partial
# Neither pooling nor a stride.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"),
        Conv2D(12, 3, padding="same", activation="relu"),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
    return model
