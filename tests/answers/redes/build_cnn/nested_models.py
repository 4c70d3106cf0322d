# expected: full
# The convolutions stand in a model of their own inside the model.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    eyes = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"),
        MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"),
        MaxPool2D(),
    ], name="ojos")
    head = keras.Sequential([Flatten(), Dense(classes, activation="softmax")], name="cabeza")
    model = keras.Sequential([keras.Input(input_shape), eyes, head])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
