"""Tu red mantiene la imagen del mismo tamaño hasta el final. Con pooling o con un paso de 2, los kernels que siguen ven el doble y la `Dense` recibe la cuarta parte de los números."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(4, 3, padding="same", activation="relu"),
            Conv2D(8, 3, padding="same", activation="relu"),
            Flatten(),
            Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
