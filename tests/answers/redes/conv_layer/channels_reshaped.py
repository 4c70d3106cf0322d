# expected: less
# The two channel axes of the kernel are mixed up by a reshape.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw, c, f = kernel.shape
    mixed = kernel.reshape(kh, kw, f, c).swapaxes(2, 3)
    return tf.nn.conv2d(images, mixed, strides, padding.upper()) + bias
