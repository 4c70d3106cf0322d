# expected: zero
# A layer in a variable, and no function.
layer = Conv2D(3, 3, strides=3, groups=3, use_bias=False, kernel_initializer=keras.initializers.Constant(1 / 9))
