# expected: zero
# A generator that yields one picture after another.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    for image in images:
        yield (tf.nn.conv2d(image[None], kernel, strides, padding.upper()) + bias)[0].numpy()
