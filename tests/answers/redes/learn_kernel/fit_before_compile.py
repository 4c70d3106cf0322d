# expected: zero
# fit without compile raises.
def learn_kernel(images, targets, kernel_size=3):
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, padding="same")])
    model.fit(images, targets, epochs=5, verbose=0)
    return model.get_weights()[0].reshape(kernel_size, kernel_size)
