# expected: partial
# A large Dense after Flatten: far more than 20,000 parameters.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(24, 3, padding="same", activation="relu"),
        Flatten(), Dense(64, activation="relu"), Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
    return model
