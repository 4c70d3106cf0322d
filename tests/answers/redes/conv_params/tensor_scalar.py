# expected: full
# A tensor of no dimension.
network = keras.Sequential([
    keras.Input((32, 32, 3)),
    Conv2D(12, 5, padding="same", activation="relu"),
    MaxPool2D(2),
    Conv2D(24, 3, strides=2, use_bias=False, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    Dense(10, activation="softmax"),
])
conv_params = tf.add_n([tf.size(w) for w in network.trainable_variables])
answer_translation = "b"
