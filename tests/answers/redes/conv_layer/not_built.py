# expected: zero
# set_weights before the layer has any.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    layer = Conv2D(kernel.shape[-1], kernel.shape[:2], strides=strides, padding=padding)
    layer.set_weights([kernel, bias])
    return layer(images)
