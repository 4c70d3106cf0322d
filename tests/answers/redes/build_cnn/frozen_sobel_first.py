# expected: full
# The first convolution holds fixed filters that are not trained; the others learn.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    channels = input_shape[-1]
    sobel = np.outer([1, 2, 1], [-1, 0, 1]) / 4
    bank = np.stack([sobel, -sobel, sobel.T, -sobel.T], -1)[:, :, None].repeat(channels, axis=2)
    eyes = Conv2D(4, 3, padding="same", activation="relu", trainable=False,
                  kernel_initializer=lambda shape, dtype=None: tf.constant(bank, dtype))
    model = keras.Sequential([
        keras.Input(input_shape), eyes,
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
