# expected: full
# One lambda over the flat windows.
max_pool_backward = lambda images, gradient, pool_size=2: tf.raw_ops.MaxPoolGradV2(
    orig_input=images,
    orig_output=keras.ops.max_pool(images, pool_size, padding="valid"),
    grad=gradient,
    ksize=[1, *np.broadcast_to(pool_size, 2).tolist(), 1],
    strides=[1, *np.broadcast_to(pool_size, 2).tolist(), 1],
    padding="VALID")
