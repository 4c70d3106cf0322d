# expected: full
# With dropout before the last layer.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.models.Sequential()
    model.add(keras.layers.InputLayer(shape=input_shape))
    model.add(Conv2D(16, (3, 3), activation="relu", padding="same", kernel_initializer="he_normal"))
    model.add(MaxPool2D((2, 2)))
    model.add(Conv2D(16, (3, 3), activation="relu", padding="same", kernel_initializer="he_normal"))
    model.add(MaxPool2D((2, 2)))
    model.add(Flatten())
    model.add(keras.layers.Dropout(0.2))
    model.add(Dense(classes, activation=keras.activations.softmax))
    model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.005), metrics=["accuracy"])
    model.summary()
    return model
