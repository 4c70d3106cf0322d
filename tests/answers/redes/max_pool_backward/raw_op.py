# expected: full
# The very operation that TensorFlow uses for its own gradient.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    size = [1, ph, pw, 1]
    pooled = tf.nn.max_pool2d(images, (ph, pw), (ph, pw), "VALID")
    return tf.raw_ops.MaxPoolGrad(orig_input=images, orig_output=pooled, grad=gradient, ksize=size, strides=size, padding="VALID")
