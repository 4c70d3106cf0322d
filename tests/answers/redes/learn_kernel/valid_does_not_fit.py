# expected: zero
# Without padding the output is smaller than the targets: fit raises.
def learn_kernel(images, targets, kernel_size=3):
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, use_bias=False)])
    model.compile("adam", "mse")
    model.fit(images, targets, epochs=5, verbose=0)
    return model.get_weights()[0].reshape(kernel_size, kernel_size)
