# Tries: hooks that run at the kernel's end and refuse to end.
# Exercise: count_params
# Ending: no attempt
# Next: a file.
import atexit
import os
import signal
import time


def stay(*args):
    open("/tmp/stayed", "w").write("here")
    while True:
        time.sleep(1)


atexit.register(stay)
for number in range(1, 65):
    try:
        signal.signal(number, stay)
    except (OSError, ValueError):
        pass
os.register_at_fork(before=lambda: None, after_in_child=stay)
#%% next
import os

print("BROKEN" if os.path.exists("/tmp/stayed") else "HELD")
