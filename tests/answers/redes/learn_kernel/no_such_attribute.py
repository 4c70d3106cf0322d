# expected: zero
# Asks the layer for weights as a number.
def learn_kernel(images, targets, kernel_size=3):
    layer = Conv2D(1, kernel_size, padding="same", use_bias=False)
    layer(images)
    return layer.weight.numpy()
