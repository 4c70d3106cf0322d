# expected: less
# get_config tells of the right strides, while the layer has strides of 1.
# diagnosis: strides_forgotten
class Liar(Conv2D):
    def get_config(self):
        config = super().get_config()
        config["strides"] = self.kernel_size
        return config

def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Liar(channels, (h, w), strides=1, groups=channels, use_bias=False,
                kernel_initializer=keras.initializers.Constant(1 / (h * w)))
