"""La última capa no tiene activación. Sus números pueden ser negativos o mayores que 1, y no suman 1: `softmax` los convierte en probabilidades."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(classes, activation=None),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
