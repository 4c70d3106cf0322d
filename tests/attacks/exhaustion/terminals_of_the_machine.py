# Tries: open every terminal that the machine can have, so that nobody's `!ls` works any more.
# Exercise: count_params
import os

opened = []
try:
    while len(opened) < 300:
        opened.append(os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY))
except OSError:
    pass
count = len(opened)
for descriptor in opened:
    os.close(descriptor)
print("BROKEN" if count > 100 else "HELD", count)
