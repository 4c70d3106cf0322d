# expected: full
# A training loop of one's own with a GradientTape, in a graph.
def learn_kernel(images, targets, kernel_size=3):
    x, t = tf.constant(images), tf.constant(targets)
    kernel = tf.Variable(tf.zeros((kernel_size, kernel_size, 1, 1)))
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.05, 1200))
    optimizer.build([kernel])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.nn.conv2d(x, kernel, 1, "SAME") - t) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, kernel), kernel)])

    for _ in range(1200):
        step()
    return kernel.numpy().reshape(kernel_size, kernel_size)
