# Tries: text that can't be written as UTF-8, in every place where text is taken.
# Exercise: count_params
# Ending: unusable answer | raised
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    if turn % 3 == 0:
        return "\ud800\udfff" * 500
    if turn % 3 == 1:
        return type("\ud800" * 300, (), {})()
    raise type("\udc80", (Exception,), {})("\ud800")
