# expected: less
# Dropout takes away almost everything.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Dropout(0.99),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(), keras.layers.Dropout(0.99),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(), keras.layers.Dropout(0.99),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy")
    return model
