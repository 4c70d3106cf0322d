# Tries: live on when the first process and the trusted side are gone: no signal at the end of the parent, a session and a group
# of its own, another parent.
# Exercise: count_params
# Next: nothing of it is left.
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(1, 0, 0, 0, 0)   # PR_SET_PDEATHSIG
for attempt in (os.setsid, os.setpgrp):
    try:
        attempt()
    except OSError:
        pass
try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            libc.prctl(1, 0, 0, 0, 0)
            time.sleep(600)
        os._exit(0)
except OSError:
    pass
print("HELD")
