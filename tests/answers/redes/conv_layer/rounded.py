# expected: less
# The output is rounded to whole numbers.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return np.round(tf.nn.conv2d(images, kernel, strides, padding.upper()).numpy() + bias).astype(int)
