# expected: partial
# The centre of each plane has a share of the channels.
# diagnosis: colours_averaged
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    k = np.zeros(shape, dtype=np.float64)
    k[shape[0] // 2, shape[1] // 2, :, :] = 1.0 / shape[2]
    return tf.convert_to_tensor(k)
