# Tries: numbers that change when they are asked for their value.
# Exercise: same_padding
# Ending: wrong | unusable answer | raised
class Turning(float):
    def __float__(self):
        return Turning(1.0)

    def is_integer(self):
        return True

    def __repr__(self):
        return "15.0"

    __str__ = __format__ = __repr__


def same_padding(size, kernel_size, strides=1):
    return Turning("nan"), Turning(0.5)
