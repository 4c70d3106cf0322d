# expected: full
# An instance with __call__ that builds from a list of filters.
class Builder:
    def __init__(self, *filters):
        self.filters = filters

    def __call__(self, input_shape=(16, 16, 1), classes=3, rate=0.005):
        model = keras.Sequential([keras.Input(input_shape)])
        for number in self.filters:
            model.add(Conv2D(number, 3, padding="same", activation="relu"))
            model.add(MaxPool2D(2, padding="same"))
        model.add(Flatten())
        model.add(Dense(classes, activation="softmax"))
        model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        return model


build_cnn = Builder(12, 16, 16)
