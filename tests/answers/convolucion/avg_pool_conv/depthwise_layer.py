# expected: zero
# A DepthwiseConv2D, which is not a Conv2D.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = keras.layers.DepthwiseConv2D((h, w), strides=(h, h), use_bias=False)
    layer.build((None, None, None, channels))
    layer.set_weights([np.full((h, w, channels, 1), 1 / (h * w))])
    return layer
