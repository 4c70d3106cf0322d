# Tries: a fault in native code, in a call.
# Exercise: count_params
# Ending: kernel died
import ctypes


def count_params(*args, **kwargs):
    ctypes.string_at(0)
