# expected: less
# Returns its input.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        return images
