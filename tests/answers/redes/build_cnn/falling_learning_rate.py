# expected: full
# A learning rate that falls, with weight decay.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, decay_steps=40, decay_rate=0.7)
    model = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="gelu"),
        MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="gelu"),
        MaxPool2D(),
        Flatten(),
        Dense(classes, activation="softmax"),
    ])
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-4), loss="sparse_categorical_crossentropy")
    return model
