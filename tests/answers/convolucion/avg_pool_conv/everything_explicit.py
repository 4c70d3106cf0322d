# expected: full
# Every setting written out with the value that it has by default.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    kernel = np.zeros((h, w, channels, channels), dtype="float32")
    for i in range(h):
        for j in range(w):
            for c in range(channels):
                kernel[i, j, c, c] = 1.0 / (h * w)
    return Conv2D(
        filters=channels, kernel_size=(h, w), strides=(h, w), padding="valid", data_format="channels_last",
        dilation_rate=(1, 1), groups=1, activation="linear", use_bias=True,
        kernel_initializer=lambda shape, dtype=None: tf.convert_to_tensor(kernel, dtype=dtype),
        bias_initializer=keras.initializers.Zeros(), kernel_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, kernel_constraint=None, bias_constraint=None,
    )
