# expected: less
# The softmax runs over the pictures instead of the classes.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes), keras.layers.Softmax(axis=0),
    ])
    model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    return model
