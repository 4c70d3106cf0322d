# Tries: keep terminals open under numbers that the next kernel could open.
# Exercise: count_params
# Next: terminals.
import os
import pty

for _ in range(5):
    pty.openpty()
print("HELD")
#%% next
import os

print("BROKEN" if set(os.listdir("/dev/pts")) - {"ptmx"} else "HELD")
