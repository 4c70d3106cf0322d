# expected: less
# The kernel is never put into the layer.
def convolve(image, kernel):
    return Conv2D(1, kernel.shape, use_bias=False)(image.astype("float32")[None, :, :, None])[0, :, :, 0]
