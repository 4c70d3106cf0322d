# expected: full
# No convolution: eight shifted pictures out of a padded one.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        p = keras.ops.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])
        nw, n, ne = p[:, :-2, :-2], p[:, :-2, 1:-1], p[:, :-2, 2:]
        w, e = p[:, 1:-1, :-2], p[:, 1:-1, 2:]
        sw, s, se = p[:, 2:, :-2], p[:, 2:, 1:-1], p[:, 2:, 2:]
        gx = (ne + 2 * e + se) - (nw + 2 * w + sw)
        gy = (sw + 2 * s + se) - (nw + 2 * n + ne)
        return keras.ops.sqrt(gx * gx + gy * gy)
