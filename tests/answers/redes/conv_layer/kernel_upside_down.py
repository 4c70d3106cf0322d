# expected: less
# Only the rows of the kernel are turned.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return keras.ops.conv(images, np.flip(kernel, 0).copy(), strides, padding.lower()) + bias
