# Tries: memory of Linux' that counts for no process: a table of futexes of its own (PR_FUTEX_HASH, Linux 6.16), as large as
# it likes.
# Exercise: count_params
# Lock: seccomp
import ctypes
import os

release = tuple(map(int, os.uname().release.split(".")[:2]))
taken = ctypes.CDLL(None).prctl(78, 1, ctypes.c_ulong(2**20), ctypes.c_ulong(0)) == 0   # 128 MB
print("BROKEN" if taken else "HELD", "" if release >= (6, 16) else "there is no such table here")
