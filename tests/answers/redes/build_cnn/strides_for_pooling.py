# expected: full
# No pooling at all: the convolutions have strides.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential()
    model.add(keras.Input(input_shape))
    model.add(Conv2D(12, 3, activation="relu", padding="same"))
    model.add(Conv2D(16, 3, strides=2, activation="relu", padding="same"))
    model.add(Conv2D(16, 3, strides=(2, 2), activation="relu", padding="same"))
    model.add(Flatten())
    model.add(Dense(classes))
    model.add(keras.layers.Softmax())
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="sparse_categorical_crossentropy")
    return model
