# Tries: a Conv2D whose `call` pools, with weights of any kind.
# Exercise: avg_pool_conv
# Ending: wrong
def avg_pool_conv(pool_size=3, channels=3):
    class Pooling(Conv2D):
        def call(self, inputs):
            return keras.ops.average_pool(inputs, pool_size, pool_size)

        __call__ = call

    return Pooling(channels, pool_size, strides=pool_size, use_bias=False)
