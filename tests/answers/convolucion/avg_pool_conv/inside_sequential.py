# expected: full
# Built inside a Sequential model, but the layer itself is returned.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    model = keras.Sequential([keras.Input((None, None, channels)), layer])
    kh, kw = layer.kernel_size
    kernel = np.zeros((kh, kw, channels, channels))
    kernel[:, :, range(channels), range(channels)] = 1 / (kh * kw)
    model.set_weights([kernel])
    return layer
