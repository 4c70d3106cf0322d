# expected: full
# The gradient of a transposed convolution, which is a convolution again.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    shape = Conv2D(len(bias), kernel.shape[:2], strides, padding).compute_output_shape(images.shape)
    z = tf.Variable(tf.zeros(shape))
    with tf.GradientTape() as tape:
        y = tf.nn.conv2d_transpose(z, kernel, images.shape, strides, padding.upper())
        loss = tf.reduce_sum(y * images)
    return tape.gradient(loss, z) + bias
