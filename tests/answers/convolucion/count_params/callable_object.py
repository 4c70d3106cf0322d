# expected: full
# The name is bound to an instance of a class with __call__.
class ParamCounter:
    def __init__(self):
        self.calls = 0

    def __call__(self, kernel_size, in_channels, filters, use_bias=True):
        self.calls += 1
        h, w = self._pair(kernel_size)
        return h * w * in_channels * filters + self._bias(filters, use_bias)

    @staticmethod
    def _pair(k):
        return (k, k) if np.isscalar(k) else tuple(k)

    @classmethod
    def _bias(cls, filters, use_bias):
        return filters if use_bias else 0


count_params = ParamCounter()
