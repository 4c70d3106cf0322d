# expected: partial
# The pair of strides is taken as (width, height).
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    if not isinstance(strides, int):
        strides = (strides[1], strides[0])
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
