# expected: zero
# The name is bound to a model that is called without pictures.
build_cnn = keras.Sequential([
    keras.Input((16, 16, 1)), Conv2D(12, 3, activation="relu"), MaxPool2D(), Conv2D(16, 3, activation="relu"),
    Flatten(), Dense(3, activation="softmax"),
])
build_cnn.compile("adam", "sparse_categorical_crossentropy")
