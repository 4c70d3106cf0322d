# expected: less
# The layer is not trainable, so that fit changes nothing.
def learn_kernel(images, targets, kernel_size=3):
    layer = Conv2D(1, kernel_size, padding="same", use_bias=False, trainable=False)
    model = keras.Sequential([keras.Input(images.shape[1:]), layer])
    model.compile("adam", "mse")
    model.fit(images, targets, epochs=2, verbose=0)
    return layer.get_weights()[0][:, :, 0, 0]
