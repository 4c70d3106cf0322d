# expected: less
# One global layer for the default arguments, whatever is asked for.
LAYER = Conv2D(3, 3, strides=3, groups=3, use_bias=False, kernel_initializer=keras.initializers.Constant(1 / 9))
LAYER.build((None, None, None, 3))

def avg_pool_conv(pool_size=3, channels=3):
    return LAYER
