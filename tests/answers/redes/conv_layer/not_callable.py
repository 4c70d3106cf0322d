# expected: zero
# The name is bound to a layer's output, not to a function.
conv_layer = Conv2D(4, 3)(np.zeros((1, 8, 8, 3), "float32"))
