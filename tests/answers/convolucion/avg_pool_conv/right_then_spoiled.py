# expected: less
# The right initializer, but one weight is doubled once the layer is built.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / (h * w)))
    layer.build((None, None, None, channels))
    kernel = layer.get_weights()[0]
    kernel[0, 0, 0, 0] *= 2
    layer.set_weights([kernel])
    return layer
