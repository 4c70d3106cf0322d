# Tries: exceptions that are no exceptions of a program: exit, interrupt, and one without a name.
# Exercise: count_params
# Ending: raised | no attempt | kernel died
turn = 0


class Nameless(type):
    @property
    def __name__(cls):
        raise SystemExit("name")


class Error(BaseException, metaclass=Nameless):
    def __str__(self):
        raise KeyboardInterrupt


def count_params(*args, **kwargs):
    global turn
    turn += 1
    raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit(), StopIteration(15), Error())[turn % 5]
