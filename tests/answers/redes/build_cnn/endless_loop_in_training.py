# expected: less
# A train_step that never ends.
class Slow(keras.Model):
    def train_step(self, data):
        loss = 1.0
        while loss > 0:
            loss = abs(loss)
        return {"loss": loss}


def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    model = Slow(inputs, Dense(classes, activation="softmax")(Flatten()(x)))
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", run_eagerly=True)
    return model
