# expected: zero
# The cell only builds a layer.
layer = Conv2D(1, 3, padding="same", use_bias=False)
