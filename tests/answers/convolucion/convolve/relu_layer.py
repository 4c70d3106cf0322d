# expected: less
# A layer with an activation.
# diagnosis: negatives_to_zero
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape, activation="relu", use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image[None, :, :, None].astype("float32")).numpy()[0, :, :, 0]
