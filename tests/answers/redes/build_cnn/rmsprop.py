# expected: full
# RMSprop, and a Rescaling layer that centres the grey levels.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Rescaling(2.0, offset=-1.0),
        Conv2D(12, 3, padding="same", activation="relu"),
        MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"),
        MaxPool2D(),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.RMSprop(0.003), "sparse_categorical_crossentropy")
    return model
