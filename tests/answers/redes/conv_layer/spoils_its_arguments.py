# expected: full
# Right, but the arrays that it was given are all zeros afterwards.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.convolution(images.copy(), kernel.copy(), strides=strides, padding=padding.upper()).numpy()
    out += bias
    images[:] = 0
    kernel *= 0
    bias.fill(0)
    return out
