# expected: zero
# The window never reaches the end.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    i = 0
    while i + kernel.shape[0] <= images.shape[1]:
        window = images[:, i:i + kernel.shape[0]]
    return window
