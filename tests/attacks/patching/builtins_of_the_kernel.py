# Tries: make `isinstance`, `type` and `len` lie to the code that writes the answer down.
# Exercise: count_params
# Others: any
# Ending: wrong | unusable answer | raised | kernel died | out of time
import builtins

_isinstance = builtins.isinstance
builtins.isinstance = lambda value, kinds: True if value.__class__ is Liar else _isinstance(value, kinds)


class Liar:
    def bit_length(self):
        return 1

    def __int__(self):
        return 28

    def __float__(self):
        return 28.0


def count_params(*args, **kwargs):
    return Liar()
