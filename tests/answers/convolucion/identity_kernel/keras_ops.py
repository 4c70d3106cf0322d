# expected: full
# Uses keras.ops only.
from keras import ops


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = ops.zeros(shape, dtype=dtype)
    where = np.array([(shape[0] // 2, shape[1] // 2, c, c) for c in range(shape[2])])
    return ops.scatter_update(kernel, where, ops.ones(shape[2], dtype=kernel.dtype))
