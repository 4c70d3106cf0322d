# expected: less
# The kernel's height is used for its width, too.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    k = kernel.shape[0]
    layer = Conv2D(kernel.shape[3], k, strides=strides, padding=padding)
    layer.build(images.shape)
    layer.set_weights([kernel, bias])
    return layer(images)
