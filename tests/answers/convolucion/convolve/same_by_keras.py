# expected: less
# A layer with padding same.
# diagnosis: same_size
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape, padding="same", use_bias=False)
    layer.build((None, *image.shape, 1))
    layer.set_weights([kernel.reshape(*kernel.shape, 1, 1)])
    return layer(image.astype("float32").reshape(1, *image.shape, 1)).numpy()[0, :, :, 0]
