# expected: partial
# Few trainable parameters, but a large frozen Dense beside them.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    x = Flatten()(x)
    y = Dense(200, activation="tanh", trainable=False)(x)
    model = keras.Model(inputs, Dense(classes, activation="softmax")(keras.layers.Concatenate()([x, y])))
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
    return model
