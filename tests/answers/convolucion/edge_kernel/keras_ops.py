# expected: full
# Built with keras.ops only.
from keras import ops

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    y = ops.arange(shape[0], dtype="float32") - shape[0] // 2
    column = ops.reshape(ops.sin(np.pi * y / shape[0]), (shape[0], 1, 1, 1))
    return ops.broadcast_to(column, shape)
