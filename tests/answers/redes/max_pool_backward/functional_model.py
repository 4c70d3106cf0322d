# expected: full
# A functional model of one pooling layer under the tape.
def max_pool_backward(images, gradient, pool_size=2):
    inputs = keras.Input(images.shape[1:])
    model = keras.Model(inputs, MaxPool2D(pool_size=pool_size)(inputs))
    x = tf.convert_to_tensor(images)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        total = tf.tensordot(model(x), gradient, axes=4)
    return np.array(tape.gradient(total, x))
