# expected: less
# An average of the whole picture stands first: the network sees one number.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = keras.ops.mean(inputs, axis=(1, 2), keepdims=True)
    x = keras.layers.UpSampling2D(4)(x)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(x))
    x = Conv2D(16, 3, padding="same", activation="relu")(x)
    model = keras.Model(inputs, Dense(classes, activation="softmax")(Flatten()(x)))
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
