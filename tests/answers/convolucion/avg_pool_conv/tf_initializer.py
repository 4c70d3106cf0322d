# expected: full
# The initializer is made of TensorFlow operations.
def avg_pool_conv(pool_size=3, channels=3):
    def init(shape, dtype="float32"):
        dtype = dtype or "float32"
        eye = tf.eye(shape[2], shape[3], batch_shape=[shape[0], shape[1]], dtype=dtype)
        return eye / tf.cast(shape[0] * shape[1], dtype)
    return Conv2D(filters=channels, kernel_size=pool_size, strides=pool_size, kernel_initializer=init, use_bias=False)
