# Tries: open files until there are no numbers left, so that the kernel can't answer.
# Exercise: count_params
# Others: any
# Slow: each call to each exercise is waited for; exhaustion/many_open_files uses descriptors up, too.
# Ending: no attempt | raised | kernel died | out of time
import os

kept = []
try:
    while True:
        kept.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    print("HELD", len(kept))
