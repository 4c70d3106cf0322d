# Tries: a network whose output has a billion numbers for each picture.
# Assignment: redes
# Exercise: build_cnn
# Ending: out of memory | raised | unusable answer | wrong | kernel died
# Slow: see what README.md says of `redes`.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape), Conv2D(2, 3), Conv2D(2, 3), MaxPool2D(2), Flatten(),
        keras.layers.RepeatVector(10_000_000),
    ])
    model.compile("adam", "mse")
    return model
