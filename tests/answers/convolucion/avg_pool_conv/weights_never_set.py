# expected: zero
# The right layer, built, and nobody sets its weights.
# diagnosis: random_weights
def avg_pool_conv(pool_size=3, channels=3):
    capa = Conv2D(filters=channels, kernel_size=pool_size, strides=pool_size, use_bias=False)
    capa.build((None, None, None, channels))
    return capa
