# Tries: signal the first process of its namespace, which is not the student's.
# Exercise: count_params
# Lock: landlock
import ctypes
import os

try:
    os.kill(1, 0)
    heard = True
except OSError:
    heard = False
if ctypes.CDLL(None).syscall(444, None, 0, 1) < 6:   # landlock_create_ruleset, asked for its version
    print("HELD", "there is no Landlock here")
else:
    print("BROKEN" if heard else "HELD")
