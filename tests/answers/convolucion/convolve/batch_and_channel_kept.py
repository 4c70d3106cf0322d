# expected: zero
# Four axes, as the layer gives them.
def convolve(image, kernel):
    layer = Conv2D(1, kernel.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image.astype("float32")[None, :, :, None])
