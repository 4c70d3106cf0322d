# expected: full
# As many groups as the largest proper divisor of the channels, with an eye in each group.
def avg_pool_conv(pool_size=3, channels=3):
    divisors = [d for d in range(1, channels) if channels % d == 0]
    groups = divisors[-1] if divisors else 1
    layer = Conv2D(channels, pool_size, strides=pool_size, groups=groups, use_bias=False)
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    per_group = channels // groups
    kernel = np.zeros((h, w, per_group, channels))
    for f in range(channels):
        kernel[:, :, f % per_group, f] = 1 / (h * w)
    layer.set_weights([kernel])
    return layer
