# expected: zero
# call never ends.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        row = 0
        while row < 3:
            column = 0
            while column < 3:
                column += 1
            row += 0
        return images
