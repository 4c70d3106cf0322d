# expected: full
# Built by a functional model on pictures of one size and taken out of it.
def avg_pool_conv(pool_size=3, channels=3):
    inputs = keras.Input((64, 64, channels))
    outputs = Conv2D(channels, pool_size, strides=pool_size, use_bias=False, name="mean")(inputs)
    model = keras.Model(inputs, outputs)
    layer = model.get_layer("mean")
    kernel = np.zeros(layer.kernel.shape)
    for i in range(channels):
        kernel[:, :, i, i] = 1
    layer.set_weights([kernel / kernel[:, :, 0, 0].size])
    return layer
