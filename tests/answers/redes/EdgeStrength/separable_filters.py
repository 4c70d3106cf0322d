# expected: full
# Smoothing in one direction and a difference in the other, one after the other.
class EdgeStrength(keras.layers.Layer):
    smooth = np.array([1.0, 2.0, 1.0], dtype="float32")
    differ = np.array([1.0, 0.0, -1.0], dtype="float32")

    def along(self, x, weights, axis):
        shape = (3, 1, 1, 1) if axis == 1 else (1, 3, 1, 1)
        return tf.nn.conv2d(x, weights.reshape(shape), 1, "SAME")

    def call(self, x):
        gx = self.along(self.along(x, self.smooth, 1), self.differ, 2)
        gy = self.along(self.along(x, self.smooth, 2), self.differ, 1)
        return (gx ** 2 + gy ** 2) ** 0.5
