# expected: zero
# An object with the attributes of a right Conv2D that is none.
class Duck:
    pass

def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    duck = Duck()
    duck.filters, duck.kernel_size, duck.strides, duck.padding = channels, (h, w), (h, w), "valid"
    duck.use_bias, duck.groups, duck.built, duck.dilation_rate = False, 1, True, (1, 1)
    duck.kernel = np.tile(np.eye(channels) / (h * w), (h, w, 1, 1))
    duck.weights = [duck.kernel]
    duck.get_weights = lambda: [duck.kernel]
    return duck
