# expected: zero
# Returns the output of the last layer instead of a model.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    x = inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(x))
    x = Conv2D(16, 3, padding="same", activation="relu")(x)
    return Dense(classes, activation="softmax")(Flatten()(x))
