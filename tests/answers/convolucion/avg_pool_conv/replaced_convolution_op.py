# expected: less
# The convolution of the layer is replaced by an average; the weights are random.
# diagnosis: random_weights
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    size = layer.kernel_size
    layer.convolution_op = lambda inputs, kernel: tf.nn.avg_pool2d(inputs, size, size, "VALID")
    return layer
