# expected: less
# All kernels start at zero, so that no gradient passes.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu", kernel_initializer="zeros"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu", kernel_initializer="zeros"), MaxPool2D(),
        Flatten(), Dense(classes, activation="softmax", kernel_initializer="zeros"),
    ])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
