# expected: zero
# A Lambda layer that averages.
def avg_pool_conv(pool_size=3, channels=3):
    return keras.layers.Lambda(lambda x: tf.nn.avg_pool2d(x, pool_size, pool_size, "VALID"))
