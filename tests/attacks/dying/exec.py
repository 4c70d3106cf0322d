# Tries: become another program, with the kernel's descriptors.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Slow: it is waited for until the clock ends it; dying/exit is as gone, at once.
import os

try:
    os.execv("/bin/sh", ["sh", "-c", "echo 15.0; sleep 60"])
except OSError:   # a wall may allow no other program
    os._exit(1)
