# expected: full
# A base layer for any pair of kernels, and a subclass with the Sobel pair.
class Gradient(keras.layers.Layer):
    kernel = None

    def call(self, images):
        return sum(tf.nn.conv2d(images, np.asarray(k, "float32").reshape(3, 3, 1, 1), 1, "SAME") ** 2
                   for k in (self.kernel, np.transpose(self.kernel))) ** 0.5


class EdgeStrength(Gradient):
    kernel = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
