# expected: zero
# Trains until the loss is negative, which a mean of squares never is.
def learn_kernel(images, targets, kernel_size=3):
    k = tf.Variable(tf.zeros((kernel_size, kernel_size, 1, 1)))
    loss = 1
    while loss >= 0:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.nn.conv2d(images, k, 1, "SAME") - targets) ** 2)
        k.assign_sub(0.01 * tape.gradient(loss, k))
    return k.numpy()[:, :, 0, 0]
