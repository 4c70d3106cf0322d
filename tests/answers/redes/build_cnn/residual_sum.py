# expected: full
# A sum past the second convolution.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(inputs))
    y = Conv2D(16, 3, padding="same", activation="relu")(x)
    y = Conv2D(16, 3, padding="same")(y)
    x = keras.layers.ReLU()(keras.layers.Add()([x, y]))
    x = MaxPool2D()(x)
    outputs = Dense(classes, activation="softmax")(Flatten()(x))
    model = keras.Model(inputs=inputs, outputs=outputs)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["acc"])
    return model
