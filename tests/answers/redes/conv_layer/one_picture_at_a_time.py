# expected: full
# Recursion over the batch, one picture after another.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    if len(images) > 1:
        head = conv_layer(images[:1], kernel, bias, strides, padding)
        tail = conv_layer(images[1:], kernel, bias, strides, padding)
        return np.concatenate([head, tail])
    layer = Conv2D(kernel.shape[-1], kernel.shape[:2], strides=strides, padding=padding, use_bias=False)
    layer(images)
    layer.kernel.assign(kernel)
    return layer(images).numpy() + bias
