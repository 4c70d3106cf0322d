# expected: zero
# A million epochs, far more than twenty seconds.
def learn_kernel(images, targets, kernel_size=3):
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, padding="same", use_bias=False)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(images, targets, epochs=1_000_000, verbose=0)
    return model.get_weights()[0].reshape(kernel_size, kernel_size)
