# expected: less
# The batch is fixed at 32, and 600 pictures leave a smaller batch at the end.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(batch_shape=(32, *input_shape))
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    x = keras.ops.reshape(x, (32, -1))
    model = keras.Model(inputs, Dense(classes, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
