# expected: less
# tf.image.sobel_edges mirrors the border instead of padding with zeros.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        return tf.sqrt(tf.reduce_sum(tf.image.sobel_edges(images) ** 2, axis=-1))
