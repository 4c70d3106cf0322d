# expected: partial
# Whole numbers go into the layer as they are, which Keras refuses.
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image[None, :, :, None])[0, :, :, 0]
