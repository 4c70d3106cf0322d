# Tries: change flags of files that may only be read, for which an open descriptor is enough.
# Exercise: count_params
import array
import fcntl
import os

import numpy

GET, SET = 0x80086601, 0x40086602   # FS_IOC_GETFLAGS, FS_IOC_SETFLAGS
changed = []
for path in (numpy.__file__, os.__file__, "/usr/bin/env"):
    flags = array.array("L", [0])
    try:
        file = os.open(path, os.O_RDONLY)
        fcntl.ioctl(file, GET, flags, True)
        fcntl.ioctl(file, SET, flags, True)   # the same ones: it is enough that it could
        changed.append(path)
    except OSError:
        pass
print("BROKEN" if changed else "HELD", changed)
