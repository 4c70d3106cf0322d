# expected: full
# Everything by the name tf.keras, and a seed of its own.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    tf.keras.utils.set_random_seed(1234)
    layers = tf.keras.layers
    model = tf.keras.models.Sequential([
        layers.Input(shape=input_shape),
        layers.Conv2D(12, kernel_size=3, padding="same", activation="relu"),
        layers.MaxPooling2D(pool_size=2),
        layers.Conv2D(16, kernel_size=3, padding="same", activation="relu"),
        layers.MaxPooling2D(pool_size=2),
        layers.Flatten(),
        layers.Dense(units=classes, activation="softmax"),
    ])
    model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.005),
                  loss=tf.keras.losses.SparseCategoricalCrossentropy(),
                  metrics=[tf.keras.metrics.SparseCategoricalAccuracy()])
    return model
