# expected: full
# A subclass of keras.Model, built before it is returned.
class InsectNet(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.first = Conv2D(12, 3, activation="relu", padding="same")
        self.second = Conv2D(16, 3, activation="relu", padding="same")
        self.pool = MaxPool2D(2)
        self.flat = Flatten()
        self.last = Dense(classes, activation="softmax")

    def call(self, images):
        x = self.pool(self.first(images))
        x = self.pool(self.second(x))
        return self.last(self.flat(x))


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = InsectNet(classes)
    model(np.zeros((1, *input_shape), "float32"))
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
