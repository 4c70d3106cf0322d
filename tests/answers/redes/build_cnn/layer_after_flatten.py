# expected: zero
# A convolution after Flatten raises.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape), Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(), Flatten(),
        Conv2D(16, 3, padding="same", activation="relu"), Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
