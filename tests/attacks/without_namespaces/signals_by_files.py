# Tries: let Linux signal the process that grades, as the owner of a descriptor, of a terminal, of a timer, of a lock.
# Exercise: count_params
import ctypes
import fcntl
import os
import socket
import struct
import time

F_SETOWN, F_SETSIG, F_SETOWN_EX, O_ASYNC, FIOSETOWN, SIOCSPGRP = 8, 10, 15, 0o20000, 0x8901, 0x8902
reading, writing = os.pipe()
ours, theirs = socket.socketpair()
for file in (reading, ours.fileno()):
    for attempt in (
        lambda: fcntl.fcntl(file, F_SETOWN, GRADER),
        lambda: fcntl.fcntl(file, F_SETOWN_EX, struct.pack("ii", 1, GRADER)),
        lambda: fcntl.fcntl(file, F_SETSIG, 10),
        lambda: fcntl.ioctl(file, FIOSETOWN, struct.pack("i", GRADER)),
        lambda: fcntl.ioctl(file, SIOCSPGRP, struct.pack("i", GRADER)),
        lambda: fcntl.fcntl(file, fcntl.F_SETFL, O_ASYNC),
    ):
        try:
            attempt()
        except OSError:
            pass
os.write(writing, b"x")
theirs.send(b"x")
libc = ctypes.CDLL(None, use_errno=True)
event = struct.pack("QiiI44x", 0, 10, 4, GRADER)   # SIGEV_THREAD_ID, of a thread of somebody else
timer = ctypes.c_void_p()
made = libc.timer_create(0, event, ctypes.byref(timer))
time.sleep(0.3)
print("BROKEN" if made == 0 else "HELD")   # whether a signal came, the test looks by itself
