# expected: full
# max_pool_with_argmax gives flat places, scatter_nd puts the gradient there.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    _, places = tf.nn.max_pool_with_argmax(images, (ph, pw), (ph, pw), "VALID", include_batch_in_index=True)
    flat = tf.scatter_nd(tf.reshape(places, (-1, 1)), tf.reshape(gradient, (-1,)), tf.constant([images.size], tf.int64))
    return tf.reshape(flat, images.shape)
