# expected: zero
# The name is a layer already, which cannot be called without pictures.
EdgeStrength = keras.layers.Lambda(lambda x: tf.sqrt(tf.reduce_sum(tf.image.sobel_edges(x) ** 2, axis=-1)))
