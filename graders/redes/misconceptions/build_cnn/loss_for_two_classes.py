"""Usas la pérdida de dos clases. `binary_crossentropy` compara un número con un sí o un no, y aquí hay tres insectos: la pérdida es `sparse_categorical_crossentropy`."""
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
    model.compile("adam", loss="binary_crossentropy")
    return model
