# expected: less
# The bias is added once for each channel of the picture.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    total = 0
    for c in range(images.shape[-1]):
        total = total + tf.nn.conv2d(images[..., c:c + 1], kernel[:, :, c:c + 1], strides, padding.upper()) + bias
    return total
