# Tries: make a call by the numbers of the x32 interface, which a filter may not know.
# Exercise: count_params
# Ending: no attempt
import ctypes
import os
import platform

if platform.machine() == "x86_64":
    libc = ctypes.CDLL(None, use_errno=True)
    for number in (101, 272, 319, 521):   # ptrace, unshare, memfd_create, ptrace of x32
        if libc.syscall(0x40000000 | number, 0, 0, 0, 0) >= 0:
            print("BROKEN", number)
else:
    os._exit(1)
