# Tries: a NumPy subclass whose copies, comparisons and conversions are its own.
# Exercise: identity_kernel
# Ending: wrong | unusable answer | raised
class Lying(np.ndarray):
    def __array_finalize__(self, other):
        pass

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True

    def astype(self, *args, **kwargs):
        return self

    def tobytes(self, *args, **kwargs):
        return b"\x00" * 900

    nbytes = property(lambda self: -1)
    shape = property(lambda self: (5, 5, 3, 3))


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.ones((5, 5, 3, 3), "float32").view(Lying)
