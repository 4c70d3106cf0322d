# expected: full
# A loss of one's own that makes the int labels one-hot itself.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    def loss(labels, probabilities):
        labels = keras.ops.one_hot(keras.ops.reshape(keras.ops.cast(labels, "int32"), (-1,)), classes)
        return keras.losses.categorical_crossentropy(labels, probabilities, label_smoothing=0.05)

    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.006), loss=loss)
    return model
