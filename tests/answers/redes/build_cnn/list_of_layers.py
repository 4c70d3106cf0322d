# expected: zero
# The layers without a model.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    return [Conv2D(12, 3, activation="relu"), MaxPool2D(), Conv2D(16, 3, activation="relu"), Flatten(), Dense(classes, activation="softmax")]
