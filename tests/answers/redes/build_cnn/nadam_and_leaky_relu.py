# expected: full
# Nadam and LeakyReLU layers.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    blocks = [layer for filters in (12, 16) for layer in (
        Conv2D(filters, 3, padding="same"), keras.layers.LeakyReLU(negative_slope=0.1), MaxPool2D(2))]
    model = keras.Sequential([keras.Input(input_shape), *blocks, Flatten(), Dense(classes, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Nadam(0.005), loss="sparse_categorical_crossentropy")
    return model
