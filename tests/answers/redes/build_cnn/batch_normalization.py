# expected: full
# Batch normalization with a short memory.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    layers = [keras.Input(input_shape)]
    for filters in (12, 16):
        layers += [
            Conv2D(filters, 3, padding="same", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.7),
            keras.layers.Activation("relu"),
            MaxPool2D(2, padding="same"),
        ]
    model = keras.Sequential([*layers, Flatten(), Dense(classes, "softmax")])
    model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
