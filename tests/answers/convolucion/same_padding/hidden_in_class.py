# expected: zero
# The function is a method of a class and cannot be found by its name alone.
class Solution:
    def same_padding(self, size, kernel_size, strides=1):
        total = max(kernel_size - (size % strides or strides), 0)
        return total // 2, total - total // 2
