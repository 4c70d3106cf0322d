# expected: less
# Two convolutions are trained, and the kernel of the first is returned.
def learn_kernel(images, targets, kernel_size=3):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input(images.shape[1:]),
                              Conv2D(4, kernel_size, padding="same", activation="relu"),
                              Conv2D(1, kernel_size, padding="same")])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(images, targets, epochs=10, verbose=0)
    return model.layers[0].get_weights()[0][:, :, 0, 0]
