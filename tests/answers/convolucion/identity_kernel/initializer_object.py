# expected: full
# An instance of a keras.initializers.Initializer subclass.
class IdentityKernel(keras.initializers.Initializer):
    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape=(5, 5, 3, 3), dtype=None):
        h, w, c, _ = shape
        k = np.zeros(shape)
        k[h // 2, w // 2] = self.gain * np.eye(c)
        return keras.ops.convert_to_tensor(k, dtype=dtype or keras.config.floatx())

    def get_config(self):
        return {"gain": self.gain}


identity_kernel = IdentityKernel()
