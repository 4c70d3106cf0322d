# Tries: a layer that never ends, inside TensorFlow, where no signal of Python's arrives.
# Assignment: redes
# Exercise: EdgeStrength
# Ending: out of time
# Slow: see what README.md says of `redes`.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        return tf.while_loop(lambda n: n > -1.0, lambda n: (tf.abs(n) + 1,), [tf.constant(0.0)])[0] + images
