# expected: full
# Dilation in the second convolution, a stride in the first and a pooling.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(16, 5, strides=2, padding="same", activation="relu"),
        Conv2D(16, 3, dilation_rate=2, padding="same", activation="relu"),
        MaxPool2D(2, padding="same"),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
