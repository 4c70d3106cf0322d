# expected: partial
# The last layer gives logits and the loss knows it: it learns, but gives no probabilities.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes),
    ])
    model.compile(keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
