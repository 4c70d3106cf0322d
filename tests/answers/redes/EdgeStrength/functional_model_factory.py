# expected: full
# A function that builds a functional model for pictures of any size.
def EdgeStrength():
    inputs = keras.Input((None, None, 1))
    s = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "float32")
    sides = [Conv2D(1, 3, padding="same", use_bias=False, trainable=False,
                    kernel_initializer=lambda shape, dtype=None, k=k: tf.constant(k.reshape(3, 3, 1, 1), dtype))(inputs)
             for k in (s, s.T)]
    return keras.Model(inputs, keras.ops.sqrt(sides[0] ** 2 + sides[1] ** 2))
