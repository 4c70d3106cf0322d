# expected: full
# keras.ops.conv.
def convolve(image, kernel):
    x = keras.ops.cast(image, "float32")[None, ..., None]
    k = keras.ops.cast(kernel, "float32")[..., None, None]
    return keras.ops.conv(x, k, padding="valid")[0, ..., 0]
