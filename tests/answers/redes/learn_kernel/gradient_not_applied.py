# expected: less
# Computes the gradients and never applies them.
def learn_kernel(images, targets, kernel_size=3):
    k = tf.Variable(tf.ones((kernel_size, kernel_size, 1, 1)) / 10)
    optimizer = keras.optimizers.Adam(0.05)
    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.nn.conv2d(images, k, 1, "SAME") - targets) ** 2)
        gradient = tape.gradient(loss, k)
    return k.numpy().squeeze()
