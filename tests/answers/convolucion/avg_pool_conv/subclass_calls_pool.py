# expected: less
# A subclass whose call does the average, while its weights are random.
# diagnosis: random_weights
class FakeConv(Conv2D):
    def call(self, inputs):
        return keras.ops.average_pool(inputs, self.kernel_size, self.strides, "valid")

def avg_pool_conv(pool_size=3, channels=3):
    return FakeConv(channels, pool_size, strides=pool_size, use_bias=False)
