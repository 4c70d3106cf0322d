# expected: zero
# A function that builds the layer and forgets to return it.
def EdgeStrength():
    layer = keras.layers.Lambda(lambda x: tf.sqrt(tf.reduce_sum(tf.image.sobel_edges(x) ** 2, axis=-1)))
