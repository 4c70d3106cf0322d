# expected: zero
# __init__ never ends.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        total = 8
        while total != 0:
            total -= 3

    def call(self, images):
        return images
