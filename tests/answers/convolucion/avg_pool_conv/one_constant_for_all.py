# expected: less
# The same weight for all places and all channels.
# diagnosis: colours_mixed
def avg_pool_conv(pool_size=3, channels=3):
    places = np.prod(np.broadcast_to(pool_size, 2))
    return Conv2D(channels, pool_size, strides=pool_size, kernel_initializer=keras.initializers.Constant(1 / places))
