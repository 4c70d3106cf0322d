# expected: zero
# Gives set_weights the bias first, which raises.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    layer = Conv2D(kernel.shape[-1], kernel.shape[:2], strides=strides, padding=padding)
    layer.build(images.shape)
    layer.set_weights([bias, kernel])
    return layer(images)
