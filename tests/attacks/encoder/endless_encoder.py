# Tries: replace what writes answers down by a loop that ignores interrupts.
# Exercise: count_params
# Others: any
# Ending: out of time
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_IGN)
encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))


class Endless(dict):
    def __iter__(self):
        while True:
            pass


def count_params(*args, **kwargs):
    while True:
        pass
