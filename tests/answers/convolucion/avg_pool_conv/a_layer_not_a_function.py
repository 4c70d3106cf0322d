# expected: zero
# The name is there, but it is a right layer for the default arguments.
avg_pool_conv = Conv2D(3, 3, strides=3, groups=3, use_bias=False, kernel_initializer=keras.initializers.Constant(1 / 9))
