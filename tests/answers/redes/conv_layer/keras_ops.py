# expected: full
# keras.ops.conv, which is the same on every backend.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = keras.ops.conv(images, kernel, strides=strides, padding=padding.lower())
    return keras.ops.add(out, keras.ops.reshape(bias, (1, 1, 1, -1)))
