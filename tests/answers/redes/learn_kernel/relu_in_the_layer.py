# expected: less
# A relu cuts off the negative targets, and ten epochs are too few anyway.
def learn_kernel(images, targets, kernel_size=3):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input(images.shape[1:]),
                              Conv2D(1, kernel_size, padding="same", use_bias=False, activation="relu")])
    model.compile("sgd", "mse")
    model.fit(images, targets, epochs=10, verbose=0)
    return model.layers[0].kernel.numpy()[:, :, 0, 0]
