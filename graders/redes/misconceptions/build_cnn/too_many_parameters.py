"""Tu red tiene más parámetros de los permitidos. Casi todos están en la primera `Dense`: cada uno de sus números mira toda la imagen. Reduce la imagen antes, o usa menos neuronas."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(16, 3, padding="same", activation="relu"),
            MaxPool2D(),
            Conv2D(32, 3, padding="same", activation="relu"),
            Flatten(),
            Dense(32, activation="relu"),
            Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
