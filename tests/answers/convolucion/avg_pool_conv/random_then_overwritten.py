# expected: full
# A random layer with its weights overwritten by a second function.
def fill(layer):
    kernel, bias = layer.get_weights()
    kernel[:] = 0
    for c in range(kernel.shape[-1]):
        kernel[:, :, c, c] = 1 / kernel[:, :, c, c].size
    bias[:] = 0
    layer.set_weights([kernel, bias])

def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, kernel_initializer="he_normal",
                   bias_initializer="random_normal")
    layer.build((None, 32, 32, channels))
    fill(layer)
    return layer
