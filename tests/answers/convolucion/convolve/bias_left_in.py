# expected: less
# A layer whose bias is set to one.
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None], np.ones(1)])
    return layer(image[None, :, :, None].astype("float32")).numpy()[0, :, :, 0]
