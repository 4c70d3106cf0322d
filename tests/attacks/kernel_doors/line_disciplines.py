# Tries: give a terminal of its own another discipline: SLIP, PPP, GSM and other drivers, which Linux loads for it.
# Exercise: count_params
# Refused: users, landlock
# Lock: seccomp
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
master, slave = os.openpty()
set_discipline = []
for request in (0x5423, 1 << 32 | 0x5423):   # TIOCSETD; Linux looks at the lower half only
    for discipline in range(31):
        if libc.ioctl(slave, ctypes.c_ulong(request), struct.pack("i", discipline)) == 0:
            set_discipline.append((hex(request), discipline))
print("BROKEN" if set_discipline else "HELD", set_discipline)
