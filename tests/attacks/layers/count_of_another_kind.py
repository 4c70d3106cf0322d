# Tries: weights whose shape is no number, so that who counts them fails in the student's place.
# Assignment: redes
# Exercise: EdgeStrength
# Earns: 8
# Ending: right | raised | unusable answer | wrong
# Slow: see what README.md says of `redes`.
class Endless:
    @property
    def shape(self):
        return (float("nan"), 10**4000)


class EdgeStrength(keras.layers.Layer):
    @property
    def trainable_variables(self):
        return [Endless()]

    def call(self, images):
        across = tf.reshape(tf.constant([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]), (3, 3, 1, 1))
        gx = tf.nn.conv2d(images, across, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(across, (1, 0, 2, 3)), 1, "SAME")
        return tf.sqrt(gx**2 + gy**2)
