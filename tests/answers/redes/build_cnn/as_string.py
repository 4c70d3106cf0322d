# expected: zero
# A sentence.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    return "Conv2D - MaxPool2D - Conv2D - Flatten - Dense"
