# expected: full
# Two branches with kernels of different sizes, put together.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    branches = [Conv2D(8, size, padding="same", activation="relu")(inputs) for size in (3, 5)]
    x = keras.layers.Concatenate()(branches)
    x = MaxPool2D()(x)
    x = Conv2D(16, 3, padding="same", activation="relu")(x)
    x = Flatten()(MaxPool2D()(x))
    model = keras.Model(inputs, Dense(classes, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(0.005), keras.losses.sparse_categorical_crossentropy)
    return model
