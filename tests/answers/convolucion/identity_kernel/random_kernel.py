# expected: less
# Keras' own random initializer.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return keras.initializers.GlorotUniform(seed=1)(shape, dtype)
