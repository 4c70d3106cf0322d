# expected: less
# Adds the gradient instead of subtracting it.
def learn_kernel(images, targets, kernel_size=3):
    k = tf.Variable(tf.zeros((kernel_size, kernel_size, 1, 1)))
    for _ in range(50):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.nn.conv2d(images, k, 1, "SAME") - targets) ** 2)
        k.assign_add(0.05 * tape.gradient(loss, k))
    return k[:, :, 0, 0]
