# expected: partial
# The letter is right; the brackets of count_params are missing.
network = keras.Sequential([
    keras.Input((32, 32, 3)),
    Conv2D(12, 5, padding="same", activation="relu"),
    MaxPool2D(2),
    Conv2D(24, 3, strides=2, use_bias=False, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    Dense(10, activation="softmax"),
])
conv_params = network.count_params
answer_translation = "b"
