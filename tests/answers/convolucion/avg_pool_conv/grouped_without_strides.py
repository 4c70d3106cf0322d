# expected: less
# One group for each channel, and no strides.
# diagnosis: strides_forgotten
def avg_pool_conv(pool_size=3, channels=3):
    places = np.prod(np.broadcast_to(pool_size, 2))
    constant = keras.initializers.Constant(1 / places)
    return Conv2D(channels, pool_size, groups=channels, kernel_initializer=constant)
