# Tries: a layer that ends Python when it is called, once as a program would, once as a person who presses stop.
# Assignment: redes
# Exercise: build_cnn
# Ending: raised
# Slow: see what README.md says of `redes`.
turn = 0


class Exit(keras.layers.Layer):
    def call(self, inputs):
        global turn
        turn += 1
        raise (SystemExit if turn % 2 else KeyboardInterrupt)


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([Conv2D(2, 3), Conv2D(2, 3), MaxPool2D(2), Flatten(), Exit(), Dense(classes, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
