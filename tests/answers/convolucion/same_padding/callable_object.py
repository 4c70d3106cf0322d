# expected: full
# An instance of a class with properties.
class SamePadding:
    size = kernel_size = strides = 1

    def __call__(self, size, kernel_size, strides=1):
        self.size, self.kernel_size, self.strides = size, kernel_size, strides
        return self.before, self.after

    @property
    def total(self):
        out = (self.size + self.strides - 1) // self.strides
        return max((out - 1) * self.strides + self.kernel_size - self.size, 0)

    @property
    def before(self):
        return self.total // 2

    @property
    def after(self):
        return self.total - self.before


same_padding = SamePadding()
