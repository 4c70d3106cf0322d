# expected: less
# NumPy and SciPy in call: right for arrays, not inside a model.
from scipy import ndimage


class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        out = []
        for picture in images.numpy()[..., 0]:
            gx = ndimage.sobel(picture, axis=1, mode="constant")
            gy = ndimage.sobel(picture, axis=0, mode="constant")
            out.append(np.hypot(gx, gy))
        return tf.constant(np.stack(out)[..., None])
