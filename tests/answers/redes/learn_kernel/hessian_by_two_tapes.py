# expected: full
# Newton again, with a tape inside a tape.
def learn_kernel(images, targets, kernel_size=3):
    kernel = tf.Variable(tf.zeros((kernel_size, kernel_size, 1, 1), tf.float64))
    x, y = tf.cast(images, tf.float64), tf.cast(targets, tf.float64)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            patches = tf.image.extract_patches(x, [1, kernel_size, kernel_size, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
            guess = tf.einsum("bijp,p->bij", patches, tf.reshape(kernel, [-1]))
            loss = tf.reduce_sum(tf.square(guess - y[..., 0]))
        g = inner.gradient(loss, kernel)
    h = tf.reshape(outer.jacobian(g, kernel, experimental_use_pfor=False), (kernel_size ** 2, kernel_size ** 2))
    step = tf.linalg.solve(h, tf.reshape(g, (-1, 1)))
    return tf.reshape(kernel, (kernel_size, kernel_size)) - tf.reshape(step, (kernel_size, kernel_size))
