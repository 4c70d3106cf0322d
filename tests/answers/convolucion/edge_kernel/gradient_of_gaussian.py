# expected: full
# np.gradient of a sampled Gaussian, the numerical sister of the derivative.
def gaussian(n):
    t = np.arange(n) - n // 2
    g = np.exp(-0.5 * (t / (n / 4)) ** 2)
    return g / g.sum()

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    g = np.outer(gaussian(shape[0]), gaussian(shape[1]))
    dy, dx = np.gradient(g)
    return tf.reshape(tf.constant(dy), shape)
