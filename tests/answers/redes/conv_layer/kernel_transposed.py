# expected: less
# Height and width of the kernel change places.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel.transpose(1, 0, 2, 3), strides, padding.upper()) + bias
