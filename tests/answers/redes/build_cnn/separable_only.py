# expected: less
# SeparableConv2D and DepthwiseConv2D, which are no Conv2D.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape),
        keras.layers.SeparableConv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        keras.layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
