# expected: zero
# Returns the pictures that the trained layer gives.
def learn_kernel(images, targets, kernel_size=3):
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, padding="same")])
    model.compile("adam", "mse")
    model.fit(images, targets, verbose=0)
    return model.predict(images, verbose=0)
