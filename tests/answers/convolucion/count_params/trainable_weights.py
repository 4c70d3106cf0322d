# expected: full
# Calls a layer on a real image and adds up the sizes of its weights.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=use_bias, padding='same')
    layer(tf.zeros((1, 4, 4, in_channels)))
    return sum(np.prod(w.shape) for w in layer.trainable_weights)
