# expected: full
# A functional model.
x = inputs = keras.Input((32, 32, 3))
x = Conv2D(12, 5, padding="same", activation="relu")(x)
x = MaxPool2D(2)(x)
x = Conv2D(24, 3, strides=2, use_bias=False, activation="relu")(x)
x = keras.layers.GlobalAveragePooling2D()(x)
conv_params = keras.Model(inputs, Dense(10, activation="softmax")(x)).count_params()
answer_translation = """ b
"""
