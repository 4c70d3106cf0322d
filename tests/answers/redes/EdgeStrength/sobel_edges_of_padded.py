# expected: full
# tf.image.sobel_edges mirrors the border, so zeros are put around first and the frame is cut off after.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        padded = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
        edges = tf.image.sobel_edges(padded)[:, 1:-1, 1:-1]
        return tf.sqrt(tf.reduce_sum(edges ** 2, axis=-1))
