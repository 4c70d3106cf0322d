# expected: less
# The bias is never added.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    layer = Conv2D(kernel.shape[3], kernel.shape[:2], strides=strides, padding=padding, use_bias=False)
    layer.build(images.shape)
    layer.set_weights([kernel])
    return layer(images)
