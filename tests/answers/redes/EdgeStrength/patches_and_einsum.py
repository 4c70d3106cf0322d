# expected: full
# extract_patches and an einsum with the nine weights.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        patches = tf.image.extract_patches(images, [1, 3, 3, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
        weights = tf.constant([[-1, 0, 1, -2, 0, 2, -1, 0, 1], [-1, -2, -1, 0, 0, 0, 1, 2, 1]], images.dtype)
        g = tf.einsum("bhwp,fp->bhwf", patches, weights)
        return tf.sqrt(tf.reduce_sum(g ** 2, axis=-1))[..., tf.newaxis]
