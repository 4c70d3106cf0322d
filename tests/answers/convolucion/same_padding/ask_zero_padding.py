# expected: zero
# Returns a ZeroPadding2D layer instead of numbers.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    pads = (total // 2, total - total // 2)
    return keras.layers.ZeroPadding2D((pads, pads))
