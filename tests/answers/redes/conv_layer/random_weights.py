# expected: less
# A Conv2D of the right settings that never gets the weights.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    layer = Conv2D(kernel.shape[-1], kernel.shape[:2], strides=strides, padding=padding)
    return layer(images).numpy()
