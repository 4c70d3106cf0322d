# Tries: a model in a file that runs code when it is read, and whose reader is told not to mind.
# Assignment: redes
# Exercise: build_cnn
# Ending: raised | wrong
# Slow: see what README.md says of `redes`.
keras.config.enable_unsafe_deserialization()


class Trap:
    def __reduce__(self):
        return print, ("BRO" "KEN",)


class Network(keras.Sequential):
    def get_config(self):
        return {"name": Trap(), "layers": [Trap()]}

    def __reduce__(self):
        return Trap().__reduce__()

    def __deepcopy__(self, memo):
        raise SystemExit

    def predict(self, *args, **kwargs):
        return Trap()

    def call(self, *args, **kwargs):
        return Trap()


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = Network([keras.Input(input_shape), Conv2D(2, 3), Conv2D(2, 3), MaxPool2D(2)])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
