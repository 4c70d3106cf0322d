# expected: full
# The loss is a parabola: one step of Newton from zero, with the Hessian column by column.
def learn_kernel(images, targets, kernel_size=3):
    n = kernel_size * kernel_size

    def slope(flat):
        kernel = tf.Variable(tf.reshape(tf.cast(flat, tf.float64), (kernel_size, kernel_size, 1, 1)))
        with tf.GradientTape() as tape:
            error = tf.nn.conv2d(tf.cast(images, tf.float64), kernel, 1, "SAME") - tf.cast(targets, tf.float64)
            loss = tf.reduce_mean(error ** 2)
        return tape.gradient(loss, kernel).numpy().ravel()

    start = slope(np.zeros(n))
    hessian = np.array([slope(e) - start for e in np.eye(n)])
    return np.linalg.solve(hessian, -start).reshape(kernel_size, kernel_size)
