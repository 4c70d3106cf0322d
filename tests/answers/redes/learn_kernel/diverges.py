# expected: less
# Steps so large that the weights run away.
def learn_kernel(images, targets, kernel_size=3):
    k = tf.Variable(tf.zeros((kernel_size, kernel_size, 1, 1)))
    for _ in range(60):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.nn.conv2d(images, k, 1, "SAME") - targets) ** 2)
        k.assign_sub(10 * tape.gradient(loss, k))
    return k.numpy()[:, :, 0, 0]
