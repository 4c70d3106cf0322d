# expected: full
# An Initializer subclass that works with keras.ops.
class MeanInitializer(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        h, w, c_in, c_out = shape
        eye = keras.ops.eye(c_in, c_out, dtype=dtype or "float32")
        return keras.ops.broadcast_to(eye, shape) / (h * w)

    def get_config(self):
        return {}

def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, pool_size, "valid", kernel_initializer=MeanInitializer(), use_bias=False)
