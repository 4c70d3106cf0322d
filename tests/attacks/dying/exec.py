# Tries: become another program, with the kernel's descriptors.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
import os

os.execv("/bin/sh", ["sh", "-c", "echo 15.0; sleep 60"])
