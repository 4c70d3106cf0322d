# expected: full
# Unbuilt, with an initializer function that fills the diagonal of the channels.
def avg_pool_conv(pool_size=3, channels=3):
    def mean_kernel(shape, dtype=None):
        h, w, c_in, c_out = shape
        kernel = np.zeros(shape)
        for c in range(c_in):
            kernel[:, :, c, c] = 1 / (h * w)
        return tf.constant(kernel, dtype=dtype)
    return Conv2D(channels, pool_size, strides=pool_size, padding="valid", use_bias=False, kernel_initializer=mean_kernel)
