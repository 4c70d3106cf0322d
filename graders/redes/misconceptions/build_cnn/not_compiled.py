"""Devuelves la red sin compilar. Sin pérdida no hay qué medir y sin optimizador no hay cómo corregir: falta `model.compile`."""
# raises: ValueError, AttributeError

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
    pass
    return model
