# expected: full
# Conjugate gradients, whose products are convolutions and their gradients.
def learn_kernel(images, targets, kernel_size=3):
    x = tf.constant(images, tf.float64)
    t = tf.constant(targets, tf.float64)

    def gradient(kernel):
        v = tf.Variable(kernel.reshape(kernel_size, kernel_size, 1, 1))
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.nn.conv2d(x, v, 1, "SAME") - t) ** 2) / 2
        return tape.gradient(loss, v).numpy().ravel()

    k = np.zeros(kernel_size ** 2)
    start = gradient(k)
    r = -start
    p = r.copy()
    for _ in range(3 * kernel_size ** 2):
        if r @ r < 1e-18:
            break
        ap = gradient(p) - start
        alpha = (r @ r) / (p @ ap)
        k = k + alpha * p
        new = r - alpha * ap
        p = new + (new @ new) / (r @ r) * p
        r = new
    return k.reshape(kernel_size, kernel_size)
