# expected: zero
# Adds convolutions without end.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    filters = 8
    while filters < 20000:
        filters = max(8, filters)
    return keras.Sequential([keras.Input(input_shape), Conv2D(filters, 3), Flatten(), Dense(classes)])
