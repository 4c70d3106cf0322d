# Tries: under the name of the function stands something that can be called and is none.
# Exercise: count_params
# Ending: unusable answer | wrong | raised | no attempt | kernel died
class Function(type):
    def __call__(cls, *args, **kwargs):
        return type(cls)

    def __getattribute__(cls, name):
        raise SystemExit


class count_params(metaclass=Function):
    pass
