# expected: zero
# A function that averages instead of a layer.
def avg_pool_conv(pool_size=3, channels=3):
    return lambda image: tf.nn.avg_pool2d(image, pool_size, pool_size, "VALID")
