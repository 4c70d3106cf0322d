# expected: full
# An instance of a class that keeps one method for each padding.
class OutputShape:
    def __call__(self, input_shape, filters, kernel_size, strides=1, padding="valid"):
        method = getattr(self, padding.lower())
        b, h, w, _ = input_shape
        (kh, kw), (sh, sw) = self.pair(kernel_size), self.pair(strides)
        return b, method(h, kh, sh), method(w, kw, sw), filters

    def valid(self, n, k, s):
        return (n - k) // s + 1

    def same(self, n, k, s):
        return (n - 1) // s + 1

    def pair(self, value):
        try:
            return tuple(value)
        except TypeError:
            return value, value


output_shape = OutputShape()
