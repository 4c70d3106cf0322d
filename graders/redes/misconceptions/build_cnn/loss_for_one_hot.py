"""Usas una pérdida para etiquetas de unos y ceros, una columna por clase. Aquí las etiquetas son 0, 1 o 2, y la pérdida que las entiende es `sparse_categorical_crossentropy`."""
# raises: ValueError

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(classes, activation="softmax"),
        ]
    )
    model.compile("adam", loss="categorical_crossentropy")
    return model
