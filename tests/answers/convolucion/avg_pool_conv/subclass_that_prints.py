# expected: full
# A subclass whose call prints the shape and then does what Conv2D does; the weights are right.
class TalkingConv(keras.layers.Conv2D):
    def call(self, inputs):
        print("input:", inputs.shape)
        return super().call(inputs)

def avg_pool_conv(pool_size=3, channels=3):
    layer = TalkingConv(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    layer.set_weights([np.ones((h, w, 1, 1)) * np.eye(channels) / (h * w)])
    return layer
