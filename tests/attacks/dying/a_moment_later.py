# Tries: end the kernel a moment after the call, when the next cell runs or another function is called.
# Exercise: count_params
# Ending: wrong | kernel died | no attempt
import os
import threading


def count_params(*args, **kwargs):
    threading.Timer(0.05, os._exit, (0,)).start()
    return 0
