# expected: full
# A persistent tape, one picture at a time.
def max_pool_backward(images, gradient, pool_size=2):
    layer = keras.layers.MaxPooling2D(pool_size=pool_size, strides=None, padding="valid")
    x = [tf.Variable(image[None]) for image in images]
    with tf.GradientTape(persistent=True) as tape:
        losses = [tf.reduce_sum(layer(v) * g) for v, g in zip(x, gradient)]
    return tf.concat([tape.gradient(loss, v) for loss, v in zip(losses, x)], axis=0)
