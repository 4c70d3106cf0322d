# Tries: memory of Linux' that counts for no process: rules of Landlock without an end, in sets that are never used.
# Exercise: count_params
# Lock: seccomp
import ctypes
import os
import struct
import tempfile

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(444, None, ctypes.c_size_t(0), 1) < 1:   # landlock_create_ruleset, asked for its version
    print("HELD", "there is no Landlock here")
else:
    sets = [libc.syscall(444, struct.pack("=Q", 4), ctypes.c_size_t(8), 0) for _ in range(50)]
    rules = 0
    for number in range(2000):
        descriptor = os.open(f"{tempfile.gettempdir()}/{number}", os.O_CREAT | os.O_RDWR)
        for one in sets:
            rules += one >= 0 and libc.syscall(445, one, 1, struct.pack("=Qi", 4, descriptor), 0) == 0
        os.close(descriptor)
    print("BROKEN" if rules > 50_000 else "HELD", rules)
