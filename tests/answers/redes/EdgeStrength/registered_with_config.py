# expected: full
# Registered for saving, with a config and settings that have defaults.
@keras.saving.register_keras_serializable(package="curso")
class EdgeStrength(keras.layers.Layer):
    def __init__(self, weights=(1, 2, 1), **kwargs):
        super().__init__(**kwargs)
        self.row = tuple(weights)

    def get_config(self):
        return {**super().get_config(), "weights": self.row}

    def call(self, x):
        smooth = keras.ops.reshape(keras.ops.convert_to_tensor(self.row, "float32"), (3, 1, 1, 1))
        differ = keras.ops.reshape(keras.ops.convert_to_tensor([-1.0, 0.0, 1.0]), (1, 3, 1, 1))
        kernel = keras.ops.matmul(smooth[:, :, 0, 0], differ[:, :, 0, 0])
        gx = keras.ops.conv(x, kernel[:, :, None, None], padding="same")
        gy = keras.ops.conv(x, keras.ops.transpose(kernel)[:, :, None, None], padding="same")
        return keras.ops.power(keras.ops.square(gx) + keras.ops.square(gy), 0.5)
