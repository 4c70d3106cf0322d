# expected: less
# Takes the pixel in the centre of each block instead of the mean.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    kernel = np.zeros(layer.kernel.shape)
    kernel[kernel.shape[0] // 2, kernel.shape[1] // 2] = np.eye(channels)
    layer.set_weights([kernel])
    return layer
