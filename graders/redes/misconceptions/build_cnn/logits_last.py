"""Tu red entrena bien, pero devuelve los números de antes de `softmax`: con `from_logits=True` la pérdida los convierte solo para sí. Quien usa la red recibe números negativos que no suman 1; pon `softmax` en la última capa."""

def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            Conv2D(8, 3, activation="relu"),
            MaxPool2D(),
            Conv2D(16, 3, activation="relu"),
            Flatten(),
            Dense(classes),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.005), loss=loss)
    return model
