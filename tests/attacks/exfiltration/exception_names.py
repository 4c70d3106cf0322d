# Tries: carry hidden arguments out in the name and the text of an exception.
# Exercise: count_params
# Ending: raised
def count_params(*args, **kwargs):
    text = "BROKEN" + "_".join(map(str, args))
    raise type(text, (Exception,), {"__str__": lambda self: text, "__module__": text})(text)
