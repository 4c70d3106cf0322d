# Tries: abort, as a failed assertion of native code does.
# Exercise: same_padding
# Ending: kernel died
import os


def same_padding(*args, **kwargs):
    os.abort()
