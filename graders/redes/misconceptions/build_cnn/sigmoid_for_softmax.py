"""Usas `sigmoid` en la última capa. Así cada clase se decide por separado y una foto puede tener 0.9 de abeja y 0.8 de mariquita: con `softmax` las clases compiten y suman 1."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(classes, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
