# expected: full
# With a regularizer and a constraint, which matter in training only.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False,
                   kernel_regularizer="l2", activity_regularizer="l1",
                   kernel_constraint=keras.constraints.NonNeg())
    layer.build((None, None, None, channels))
    h, w = layer.kernel_size
    layer.kernel.assign(np.stack([np.stack([np.eye(channels) / (h * w)] * w)] * h))
    return layer
