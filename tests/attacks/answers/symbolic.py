# Tries: tensors without a value, sparse, ragged and of text.
# Exercise: identity_kernel
# Ending: unusable answer | raised
turn = 0


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    global turn
    turn += 1
    return (
        keras.Input(shape=(3,)), tf.constant(["15.0"]), tf.ragged.constant([[1], [1, 2]]), tf.constant(1j),
        tf.sparse.from_dense([[1.0]]), tf.TensorShape(None),
    )[turn % 6]
