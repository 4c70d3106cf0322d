"""Usas `relu` en la última capa. Sus números no suman 1 y pueden ser todos 0, y entonces la red no elige ninguna clase: `softmax` los convierte en probabilidades."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(classes, activation="relu"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
