# expected: full
# A Sequential whose layer starts with constant initializers.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    model = keras.Sequential([
        keras.Input(images.shape[1:]),
        Conv2D(kernel.shape[3], kernel.shape[:2], strides, padding,
               kernel_initializer=lambda shape, dtype=None: tf.constant(kernel, dtype),
               bias_initializer=lambda shape, dtype=None: tf.constant(bias, dtype)),
    ])
    return model(images)
