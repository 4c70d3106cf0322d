# Tries: carry hidden arguments out in the name of the answer's type, and in texts.
# Exercise: count_params
# Ending: unusable answer
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    text = "BROKEN" + "_".join(map(str, args))
    return type(text, (), {})() if turn % 2 else [text, {text: text}]
