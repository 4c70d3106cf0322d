# expected: zero
# Returns the losses of the epochs.
def learn_kernel(images, targets, kernel_size=3):
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, padding="same", use_bias=False)])
    model.compile(keras.optimizers.Adam(0.05), "mse")
    return model.fit(images, targets, epochs=2, verbose=0).history["loss"]
