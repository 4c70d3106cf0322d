# Tries: leave the interpreter in every way that Python has, in a call.
# Exercise: count_params
# Ending: raised | kernel died | no attempt
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    (exit, quit, lambda: get_ipython().ask_exit(), lambda: get_ipython().kernel.do_shutdown(False))[turn % 4]()
    raise SystemExit(0)
