# expected: full
# SciPy inside a tf.numpy_function, with the shape put back.
from scipy import ndimage


def strength(picture):
    gx = ndimage.sobel(picture, axis=1, mode="constant")
    gy = ndimage.sobel(picture, axis=0, mode="constant")
    return np.hypot(gx, gy).astype("float32")


def one_channel(x):
    return np.stack([strength(picture) for picture in x[..., 0]])[..., None]


class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        out = tf.numpy_function(one_channel, [images], tf.float32)
        out.set_shape(images.shape)
        return out

    def compute_output_shape(self, input_shape):
        return input_shape
