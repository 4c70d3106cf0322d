# Tries: a namespace that gives back the right function for whatever name is asked.
# Exercise: count_params
# Others: any
# Ending: wrong | unusable answer | no attempt
shell = get_ipython()


class Anything(dict):
    def get(self, name, default=None):
        return lambda *args, **kwargs: 0

    def __missing__(self, name):
        return lambda *args, **kwargs: 0


anything = Anything(shell.user_ns)
shell.user_ns = anything
print("HELD")
