# expected: full
# A functional model that ends in a global average.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(shape=input_shape, name="foto")
    x = Conv2D(16, 5, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D()(x)
    x = Conv2D(24, 3, padding="same", activation="relu")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = Dense(classes, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy())
    return model
