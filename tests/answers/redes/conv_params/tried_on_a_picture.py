# expected: full
# Finds the letter by an experiment.
network = keras.Sequential([
    keras.Input((32, 32, 3)),
    Conv2D(12, 5, padding="same", activation="relu"),
    MaxPool2D(2),
    Conv2D(24, 3, strides=2, use_bias=False, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    Dense(10, activation="softmax"),
])
conv_params = int(sum(keras.ops.size(w) for w in network.trainable_weights))

picture = np.zeros((1, 20, 20, 1), "float32")
picture[0, 6:10, 5:9] = np.random.rand(4, 4, 1)
layer = Conv2D(1, 3, padding="same")
before, after = layer(picture).numpy(), layer(np.roll(picture, 2, axis=2)).numpy()
answer_translation = "b" if np.allclose(np.roll(before, 2, axis=2)[:, :, 3:-3], after[:, :, 3:-3], atol=1e-5) else "c"
