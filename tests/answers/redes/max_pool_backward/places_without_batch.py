# expected: less
# Flat places without the batch: all gradients fall into the first picture.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    _, places = tf.nn.max_pool_with_argmax(images, (ph, pw), (ph, pw), "VALID")
    flat = np.zeros(images.size)
    np.add.at(flat, places.numpy().ravel(), gradient.ravel())
    return flat.reshape(images.shape)
