# expected: full
# Counts the entries of the gradients that a GradientTape gives.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=use_bias, padding="same",
                   kernel_initializer="zeros")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.ones((1, 2, 2, in_channels))))
    grads = tape.gradient(loss, layer.trainable_variables)
    return sum(int(tf.size(g)) for g in grads)
