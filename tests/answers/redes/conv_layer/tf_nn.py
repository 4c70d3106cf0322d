# expected: full
# tf.nn.conv2d, whose padding wants capitals, and the bias by broadcasting; the answer is a tensor.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides=strides, padding=padding.upper()) + bias
