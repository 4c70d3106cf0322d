# expected: full
# A global maximum: is there a stripe anywhere?
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(16, 5, padding="same", activation="relu"),
        MaxPool2D(2),
        Conv2D(24, 3, padding="same", activation="relu"),
        keras.layers.GlobalMaxPool2D(),
        Dense(24, activation="relu"),
        Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.006), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False))
    return model
