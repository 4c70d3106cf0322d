# expected: zero
# Prints the summary and returns None.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([keras.Input(input_shape), Conv2D(12, 3), MaxPool2D(), Conv2D(16, 3), Flatten(), Dense(classes)])
    print(model.summary())
