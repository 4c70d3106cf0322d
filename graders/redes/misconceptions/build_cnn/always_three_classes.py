"""Tu red tiene siempre tres salidas. Con `classes=5` debe haber una probabilidad por clase: usa el argumento."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
