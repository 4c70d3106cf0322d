# expected: full
# Written as a config, made again from it, and compiled last.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    draft = keras.Sequential([
        keras.Input(input_shape),
        Conv2D(12, 3, padding="same", activation="relu"), MaxPool2D(),
        Conv2D(16, 3, padding="same", activation="relu"), MaxPool2D(),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model = keras.models.model_from_json(draft.to_json())
    model.compile(optimizer={"class_name": "Adam", "config": {"learning_rate": 0.005}}, loss="sparse_categorical_crossentropy")
    return model
