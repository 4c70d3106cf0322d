# expected: full
# The Conv2D itself.
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])
    return layer(image[np.newaxis, :, :, np.newaxis].astype("float32"))[0, :, :, 0]
