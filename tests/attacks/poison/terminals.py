# Tries: keep terminals open under numbers that the next kernel could open.
# Exercise: count_params
# Refused: users, landlock
# Next: terminals.
import os
import pty

for _ in range(5):
    pty.openpty()
print("HELD")
#%% next
import os

try:
    print("BROKEN" if set(os.listdir("/dev/pts")) - {"ptmx"} else "HELD")
except PermissionError:
    print("HELD")
