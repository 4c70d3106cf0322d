# expected: less
# The random weights of a layer that was never trained.
def learn_kernel(images, targets, kernel_size=3):
    layer = Conv2D(1, kernel_size, padding="same", use_bias=False)
    layer.build(images.shape)
    return layer.get_weights()[0][:, :, 0, 0]
