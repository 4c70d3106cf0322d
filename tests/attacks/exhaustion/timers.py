# Tries: make timers, each of which is memory of Linux' and counts for all processes of the user.
# Exercise: count_params
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
made, timer = 0, ctypes.c_int()
while made < 5000 and libc.syscall(222, 1, None, ctypes.byref(timer)) == 0:   # timer_create of x86-64
    made += 1
print("BROKEN" if made > 1000 else "HELD", made)
